import { Exit } from '../exchange/exit.ts';
import type { Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import { refusal } from './ai-message.ts';
import { transformerChecks, transformerFields } from './ai-model-schema.ts';
import { askModel, type TransformerConfig } from './ai-model.ts';
import { callUrl } from './http-client.ts';
import type { PluginDefinition } from './plugin.ts';

const promptFields = [
  { prompt: { type: 'string', required: true } },
  { transformation_extract_pattern: { type: 'string', required: false } },
] as const;

async function ask(config: TransformerConfig, text: string): Promise<string> {
  try {
    return await askModel(config, text);
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : String(error));
  }
}

/** Kong's ai-request-transformer 3.9: what a model makes of the body goes to the upstream. */
export const aiRequestTransformer: PluginDefinition = {
  name: 'ai-request-transformer',
  priority: 777,
  schema: {
    protocols: httpProtocols,
    consumer: noConsumer,
    config: [...promptFields, ...transformerFields],
    entity_checks: transformerChecks,
  },
  create: (row) => ({
    access: async (exchange) => {
      const { upstream } = exchange;
      upstream.body = Buffer.from(await ask(row as TransformerConfig, upstream.body.toString('utf8')));
      exchange.isBuffered = true;
    },
  }),
};

/** What a model's answer says in JSON of status, headers and body; the whole answer is the body where it names none. */
function instructionsOf(text: string): { status: number; headers: [string, string][]; body: string } {
  let value: Row;
  try {
    value = JSON.parse(text) as Row;
  } catch (error) {
    throw refusal(`failed to parse JSON response instructions from AI backend: ${String(error)}`, 500);
  }
  const { status, headers, body } = value;
  return {
    status: typeof status === 'number' ? status : 200,
    headers: Object.entries((headers ?? {}) as Row).map(([name, item]) => [name, String(item)]),
    body: typeof body === 'string' ? body : JSON.stringify(body ?? value),
  };
}

/** Lines of one connection, and of a body that is replaced. */
const dropped = /^(content-length|content-encoding|transfer-encoding|connection|keep-alive|server|date)$/i;

/** Kong's ai-response-transformer 3.9: it calls the upstream itself, and what a model makes of the answer goes to the caller. */
export const aiResponseTransformer: PluginDefinition = {
  name: 'ai-response-transformer',
  priority: 768,
  schema: {
    protocols: httpProtocols,
    config: [
      ...promptFields,
      { parse_llm_response_json_instructions: { type: 'boolean', required: true, default: false } },
      ...transformerFields,
    ],
    entity_checks: transformerChecks,
  },
  create: (row) => {
    const config = row as TransformerConfig;
    return {
      access: async (exchange) => {
        const { upstream } = exchange;
        const query = upstream.query === undefined ? '' : `?${upstream.query}`;
        const url = new URL(`${upstream.scheme}://${upstream.host}:${upstream.port}${upstream.path}${query}`);
        const lines = upstream.headers.lines.filter(
          ([name]) => !/^(host|content-length|transfer-encoding|connection)$/i.test(name),
        );
        const answer = await callUrl(url, {
          method: upstream.method,
          headers: Object.fromEntries(lines),
          body: upstream.body,
          timeout: config.http_timeout,
          verify: config.https_verify,
        }).catch((error: unknown) => {
          throw refusal(`subrequest failed: ${String(error)}`, 500);
        });
        const text = await ask(config, answer.body.toString('utf8'));
        const kept = answer.headers.filter(([name]) => !dropped.test(name));
        if (config.parse_llm_response_json_instructions !== true) throw new Exit(answer.status, text, kept);
        const { status, headers, body } = instructionsOf(text);
        const names = new Set(headers.map(([name]) => name.toLowerCase()));
        throw new Exit(status, body, [
          ...kept.filter(([name]) => !names.has(name.toLowerCase())),
          ...headers,
        ]);
      },
    };
  },
};
