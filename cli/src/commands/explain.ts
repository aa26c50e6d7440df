import type { Command } from 'commander';
import { print, table, type OutputOptions } from '../client/output.ts';
import { resolveApi, resolveProject } from '../client/resolve.ts';
import { connect } from './connect.ts';

interface Step {
  order: number;
  phase: string;
  plugin: string;
  policy: string | null;
  origin: { kind: string; id: string | null };
  relation: string;
  shadowed: boolean;
  summary: string;
  configuration: unknown;
}

interface Explanation {
  operations: { key: string; steps: Step[] }[];
  diagnostics: { severity: string; code: string; message: string; path: string | null }[];
}

/** `apim explain`: which policies run, in which order, and where each comes from. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description(
      'show which policies run for each operation, in the order of the gateway, and where each comes from',
    )
    .argument('<api>', 'short name of the API')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--operation <key>', 'one operation, such as "GET /customers/{id}"')
    .option('--json', 'print JSON, compiled configurations included')
    .action(explain);
}

async function explain(
  slug: string,
  options: OutputOptions & { project?: string; operation?: string },
): Promise<void> {
  const ask = await connect();
  const reference = await resolveApi(ask, await resolveProject(ask, options.project), slug);
  const { api } = await ask<{ api: { explanation: Explanation } }>(
    `query ($id: ID!, $operationKey: String) {
      api(id: $id) {
        explanation(operationKey: $operationKey) {
          operations { key steps { order phase plugin policy origin { kind id } relation shadowed summary configuration } }
          diagnostics { severity code message path }
        }
      }
    }`,
    { id: reference.id, operationKey: options.operation },
  );
  print(api.explanation, options, () => describe(api.explanation));
}

function describe({ operations, diagnostics }: Explanation): string {
  const blocks = operations.map(({ key, steps }) => {
    const rows = steps.map((step) => [
      step.order,
      step.phase,
      step.policy ?? '(platform)',
      step.plugin,
      step.origin.kind.toLowerCase(),
      step.shadowed ? 'shadowed' : step.relation.toLowerCase(),
      step.summary,
    ]);
    return `${key}\n${table(['#', 'phase', 'policy', 'plugin', 'from', '', 'what it does'], rows)}`;
  });
  const notes = diagnostics.map(
    ({ severity, code, message }) => `${severity.toLowerCase()}: ${message} [${code}]`,
  );
  return [...blocks, ...notes].join('\n\n');
}
