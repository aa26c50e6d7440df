import type { Field, Row } from '../schema/field.ts';
import { pcreToJs } from '../schema/regex.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import { botRules } from './bot-rules.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  allow: string[] | null;
  deny: string[] | null;
}

const patterns: Field = { type: 'array', default: [], elements: { type: 'string', is_regex: true } };

/** Whether one of some PCRE patterns is found in a text. */
function matcher(list: readonly string[] | null): (text: string) => boolean {
  const compiled = (list ?? []).map((pattern) => {
    const { source, flags } = pcreToJs(pattern);
    return new RegExp(source, flags);
  });
  return (text) => compiled.some((pattern) => pattern.test(text));
}

/** Kong's bot-detection 3.9: what is allowed passes, what is denied or known as a robot does not. */
export const botDetection: PluginDefinition = {
  name: 'bot-detection',
  priority: 2500,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [{ allow: patterns }, { deny: patterns }],
  },
  create: (row) => {
    const config = row as Config;
    const allowed = matcher(config.allow);
    const denied = matcher(config.deny);
    return {
      access: (exchange) => {
        const [agent, ...others] = exchange.upstream.headers.getAll('user-agent');
        if (others.length > 0) exchange.fail(400, 'Only one User-Agent header allowed');
        if (agent === undefined || allowed(agent)) return;
        if (denied(agent) || botRules.test(agent)) exchange.fail(403, 'Forbidden');
      },
    };
  },
};
