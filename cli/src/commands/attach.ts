import { InvalidArgumentError, type Command } from 'commander';
import { UsageError } from '../client/errors.ts';
import type { Ask } from '../client/graphql.ts';
import { print, type OutputOptions } from '../client/output.ts';
import {
  resolveApi,
  resolveApplication,
  resolveGateway,
  resolveOperation,
  resolveProject,
} from '../client/resolve.ts';
import { wholeNumber } from '../client/words.ts';
import { connect } from './connect.ts';

interface Options extends OutputOptions {
  project?: string;
  api?: string;
  operation?: string;
  application?: string;
  gateway?: string;
  config?: Record<string, unknown>;
  set?: Record<string, unknown>;
  version?: string;
  order?: number;
}

/** `apim attach|detach`: any policy, at a gateway, a project, an API, an operation or an application. */
export function addAttach(program: Command): void {
  program
    .command('attach')
    .description('attach a policy to a project, an API, an operation, an application or a gateway')
    .argument('<policy>', 'name of the policy, such as rate-limit; apim policies lists them')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--api <slug>', 'API; the whole project when not said')
    .option('--operation <key>', 'operation of the API, such as "GET /customers/{id}"')
    .option('--application <name>', 'application: for its calls to APIs of its own organisation')
    .option('--gateway <environment>', 'gateway of an environment, such as DEV; for platform administrators')
    .option('--config <json>', 'configuration as JSON', parseObject)
    .option(
      '--set <key=value>',
      'one setting, its value JSON or text; may be repeated; apim policies <policy> lists them',
      collect,
    )
    .option(
      '--version <version>',
      'of the policy: this one or a later one of its major; the newest when not said',
    )
    .option('--order <n>', 'position among policies of the same place', wholeNumber(0, 1_000))
    .option('--json', 'print JSON')
    .action(attach);
  program
    .command('detach')
    .description('take a policy off')
    .argument('<id>', 'id of the attachment, as apim attach and apim explain --json show it')
    .option('--json', 'print JSON')
    .action(detach);
}

async function detach(id: string, options: OutputOptions): Promise<void> {
  const ask = await connect();
  const { attachment } = await ask<{ attachment: { version: number; policy: { name: string } } }>(
    'query ($id: ID!) { attachment(id: $id) { version policy { name } } }',
    { id },
  );
  const { detachPolicy } = await ask<{ detachPolicy: unknown }>(
    'mutation ($input: DetachPolicyInput!) { detachPolicy(input: $input) }',
    { input: { id, expectedVersion: attachment.version } },
  );
  print(detachPolicy, options, () => `Took ${attachment.policy.name} off; deploy to make it effective`);
}

async function attach(policy: string, options: Options): Promise<void> {
  const ask = await connect();
  const scope = await resolveScope(ask, options);
  const configuration = { ...options.config, ...options.set };
  const { attachPolicy } = await ask<{ attachPolicy: { id: string } }>(
    `mutation ($input: AttachPolicyInput!) {
      attachPolicy(input: $input) { id version order enabled policy { name version } scope { kind id } configuration }
    }`,
    {
      input: {
        policy,
        version: options.version,
        scope: { kind: scope.kind, id: scope.id },
        configuration,
        order: options.order,
      },
    },
  );
  print(
    attachPolicy,
    options,
    () =>
      `Attached ${policy} to ${scope.name}; deploy to make it effective. To take it off: apim detach ${attachPolicy.id}`,
  );
}

async function resolveScope(
  ask: Ask,
  { project: projectSlug, api: apiSlug, operation, application, gateway }: Options,
): Promise<{ kind: string; id: string; name: string }> {
  const named = [projectSlug ?? apiSlug, application, gateway].filter((name) => name !== undefined);
  if (named.length > 1) {
    throw new UsageError('Name one place: a project or an API in it, --application, or --gateway.');
  }
  if (application !== undefined) {
    const { id } = await resolveApplication(ask, application);
    return { kind: 'APPLICATION', id, name: `application ${application}` };
  }
  if (gateway !== undefined) {
    return { kind: 'GATEWAY', id: await resolveGateway(ask, gateway), name: `the gateway of ${gateway}` };
  }
  const project = await resolveProject(ask, projectSlug);
  if (!apiSlug) {
    if (operation) throw new UsageError('--operation needs --api.');
    return { kind: 'PROJECT', id: project.id, name: `project ${project.slug}` };
  }
  const api = await resolveApi(ask, project, apiSlug);
  if (!operation) return { kind: 'API', id: api.id, name: `API ${api.slug}` };
  const { id, key } = resolveOperation(api, operation);
  return { kind: 'OPERATION', id, name: `${key} of ${api.slug}` };
}

function parseObject(text: string): Record<string, unknown> {
  const value = parseValue(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new InvalidArgumentError('It must be a JSON object.');
  return value as Record<string, unknown>;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function collect(pair: string, values: Record<string, unknown> = {}): Record<string, unknown> {
  const split = pair.indexOf('=');
  if (split < 1) throw new InvalidArgumentError('It must be key=value.');
  return { ...values, [pair.slice(0, split)]: parseValue(pair.slice(split + 1)) };
}
