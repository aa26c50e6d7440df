import type { Phase } from '../lua/current.ts';
import { luaOf } from '../lua/engine.ts';
import { syntaxProblem } from '../lua/syntax.ts';
import type { Field, Row } from '../schema/field.ts';
import { anyProtocols, noConsumer } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

const phases = ['certificate', 'rewrite', 'access', 'header_filter', 'body_filter', 'log'] as const;

const chunksOf = (name: string): Field => ({
  type: 'array',
  required: true,
  default: [],
  elements: {
    type: 'string',
    required: false,
    validate: (value) => {
      const problem = syntaxProblem(String(value));
      return problem === undefined ? undefined : `error parsing ${name}: ${problem}`;
    },
  },
});

/** Lua of the operator at a fixed place: before all plugins, or after them. */
function functionPlugin(name: string, priority: number): PluginDefinition {
  return {
    name,
    priority,
    schema: {
      consumer: noConsumer,
      protocols: anyProtocols,
      config: phases.map((phase) => ({ [phase]: chunksOf(name) })),
      entity_checks: [{ at_least_one_of: phases.map((phase) => `config.${phase}`) }],
    },
    create: (config: Row, plugin, gateway) => {
      const lua = luaOf(gateway);
      const loaded = new Map<string, string[]>();
      for (const phase of phases) {
        const codes = (config[phase] as string[] | null) ?? [];
        if (codes.length > 0 && phase !== 'certificate')
          loaded.set(
            phase,
            codes.map((code) => lua.load(code)),
          );
      }
      const runner = (phase: Phase) => {
        const chunks = loaded.get(phase);
        return (
          chunks && {
            run: (exchange: Parameters<typeof lua.run>[0]) => lua.run(exchange, plugin.id, phase, chunks),
          }
        );
      };
      const body = loaded.get('body_filter');
      const [rewrite, access, headerFilter, log] = [
        runner('rewrite'),
        runner('access'),
        runner('header_filter'),
        runner('log'),
      ];
      return {
        ...(rewrite ? { rewrite: rewrite.run } : {}),
        ...(access ? { access: access.run } : {}),
        ...(headerFilter ? { headerFilter: headerFilter.run } : {}),
        ...(log ? { log: log.run } : {}),
        ...(body
          ? { bodyFilter: (exchange, chunk, isLast) => lua.runBody(exchange, plugin.id, body, chunk, isLast) }
          : {}),
        close: () => {
          for (const id of [...loaded.values()].flat()) lua.unload(id);
        },
      };
    },
  };
}

/** Runs ahead of every other plugin (Kong 3.9). */
export const preFunction = functionPlugin('pre-function', 1000000);

/** Runs after every other plugin (Kong 3.9). */
export const postFunction = functionPlugin('post-function', -1000);
