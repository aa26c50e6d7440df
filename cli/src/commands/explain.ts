import type { Command } from 'commander';
import { print, type OutputOptions } from '../client/output.ts';
import { resolveApi, resolveApplication, resolveOperation, resolveProject } from '../client/resolve.ts';
import { connect } from './connect.ts';
import { explanationText, type Explanation } from './explain-text.ts';

/** `apim explain`: which policies run, in which order, and where each comes from. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('show what runs for each operation, in the order of the gateway, and where it comes from')
    .argument('<api>', 'short name of the API')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--operation <key>', 'one operation, such as "GET /customers/{id}"')
    .option('--application <name>', 'as its calls run')
    .option('--environment <name>', "with what is attached to the environment's gateway, such as DEV")
    .option('--json', 'print JSON, compiled configurations included')
    .action(explain);
}

async function explain(
  slug: string,
  options: OutputOptions & {
    project?: string;
    operation?: string;
    application?: string;
    environment?: string;
  },
): Promise<void> {
  const ask = await connect();
  const reference = await resolveApi(ask, await resolveProject(ask, options.project), slug);
  const operationKey = options.operation && resolveOperation(reference, options.operation).key;
  const application = options.application && (await resolveApplication(ask, options.application)).id;
  const { api } = await ask<{ api: { explanation: Explanation } }>(
    `query ($id: ID!, $operationKey: String, $application: ID, $environment: String) {
      api(id: $id) {
        explanation(operationKey: $operationKey, applicationId: $application, environment: $environment) {
          operations { key steps { order phase plugin policy attachmentId origin { kind id } relation shadowed summary configuration } }
          diagnostics { severity code message path }
        }
      }
    }`,
    { id: reference.id, operationKey, application, environment: options.environment },
  );
  print(api.explanation, options, () => explanationText(api.explanation));
}
