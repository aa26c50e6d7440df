import type { Command } from 'commander';
import { RefusedError } from '../client/errors.ts';
import type { Ask } from '../client/graphql.ts';
import { print, progress, table, type OutputOptions } from '../client/output.ts';
import { listApis, resolveApi, resolveProject } from '../client/resolve.ts';
import { count } from '../client/words.ts';
import { connect } from './connect.ts';

interface Plan {
  gateway: { name: string };
  hash: string;
  changes: { action: string; kind: string; name: string; fields: string[] }[];
  diagnostics: { severity: string; code: string; message: string }[];
}

interface Deployment {
  id: string;
  status: string;
  writes: number;
  revision: { number: number; hash: string } | null;
  conditions: { type: string; status: string; message: string | null }[];
  error: { code: string; message: string; entity: string | null } | null;
}

interface Options extends OutputOptions {
  project?: string;
  env: string;
  dryRun?: boolean;
}

/** `apim deploy`: the plan, or the plan carried out. */
export function addDeploy(program: Command): void {
  program
    .command('deploy')
    .description('bring APIs to the gateways of an environment')
    .argument('[api...]', 'short names; all APIs of the project when not said')
    .requiredOption('--env <name>', 'environment, such as DEV')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--json', 'print JSON')
    .action(deploy);
}

async function deploy(slugs: string[], options: Options): Promise<void> {
  const ask = await connect();
  const project = await resolveProject(ask, options.project);
  const apis =
    slugs.length > 0
      ? await Promise.all(slugs.map((slug) => resolveApi(ask, project, slug)))
      : await listApis(ask, project);
  const results: { api: string; plan?: Plan; deployment?: Deployment }[] = [];
  for (const api of apis) {
    progress(`· ${api.slug} …`);
    if (options.dryRun) results.push({ api: api.slug, plan: await planOf(ask, api.id, options.env) });
    else results.push({ api: api.slug, deployment: await deployOne(ask, api.id, options.env) });
  }
  print(results, options, () =>
    results
      .map(({ api, plan, deployment }) =>
        plan ? describePlan(api, plan) : deployment ? describeDeployment(api, options.env, deployment) : '',
      )
      .join('\n\n'),
  );
  const failed = results.flatMap(({ deployment }) => (deployment?.error ? [deployment.error] : []));
  if (failed.length > 0) throw new RefusedError(failed);
}

async function planOf(ask: Ask, apiId: string, environment: string): Promise<Plan> {
  const { deploymentPlan } = await ask<{ deploymentPlan: Plan }>(
    `query ($apiId: ID!, $environment: String!) {
      deploymentPlan(apiId: $apiId, environment: $environment) {
        hash gateway { name } changes { action kind name id fields } diagnostics { severity code message }
      }
    }`,
    { apiId, environment },
  );
  return deploymentPlan;
}

async function deployOne(ask: Ask, apiId: string, environment: string): Promise<Deployment> {
  const { deployApi } = await ask<{ deployApi: Deployment }>(
    `mutation ($input: DeployApiInput!) {
      deployApi(input: $input) {
        id status writes generation revision { number hash } conditions { type status message } error { code message entity }
      }
    }`,
    { input: { apiId, environment } },
  );
  return deployApi;
}

function describePlan(api: string, { gateway, hash, changes, diagnostics }: Plan): string {
  const signs: Record<string, string> = { CREATE: '+', UPDATE: '~', DELETE: '-' };
  const head =
    changes.length === 0 ? `${api}: nothing to change` : `${api}: ${count(changes.length, 'change')}`;
  const rows = changes.map(({ action, kind, name, fields }) => [
    `  ${signs[action] ?? action}`,
    kind,
    name,
    fields.join(', '),
  ]);
  const notes = diagnostics.map(
    ({ severity, code, message }) => `${severity.toLowerCase()}: ${message} [${code}]`,
  );
  return [
    `${head} on gateway ${gateway.name}, bundle ${hash.slice(0, 12)}`,
    ...(rows.length > 0
      ? [
          table(
            ['', 'kind', 'what', changes.some(({ fields }) => fields.length > 0) ? 'changed fields' : ''],
            rows,
          ),
        ]
      : []),
    ...notes,
  ].join('\n');
}

function describeDeployment(
  api: string,
  environment: string,
  { status, writes, revision, conditions }: Deployment,
): string {
  const name = revision ? `revision ${revision.number} (${revision.hash.slice(0, 12)})` : 'no revision';
  const head = `${api}: ${status} in ${environment}, ${name}, ${count(writes, 'write')}`;
  return [
    head,
    ...conditions.map(
      (condition) =>
        `  ${condition.status === 'TRUE' ? '✓' : '✗'} ${condition.type}${condition.message ? ` (${condition.message})` : ''}`,
    ),
  ].join('\n');
}
