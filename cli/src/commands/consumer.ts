import type { Command } from 'commander';
import { print, progress, table, type OutputOptions } from '../client/output.ts';
import { resolveApi, resolveApplication, resolveProject } from '../client/resolve.ts';
import { wholeNumber } from '../client/words.ts';
import { connect } from './connect.ts';

/** `apim app|subscribe|key`: what a consumer needs to call an API. */
export function addConsumer(program: Command): void {
  const app = program.command('app').description('applications that call APIs');
  app
    .command('create')
    .description('make an application')
    .argument('<name>', 'name of the application')
    .option('--description <text>', 'what it is for')
    .option('--json', 'print JSON')
    .action(createApplication);
  app
    .command('list')
    .description('list the applications')
    .option('--json', 'print JSON')
    .action(listApplications);

  program
    .command('subscribe')
    .description('let an application call an API')
    .argument('<application>', 'name of the application')
    .argument('<api>', 'short name of the API')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--json', 'print JSON')
    .action(subscribe);

  const key = program.command('key').description('API keys of an application');
  key
    .command('create')
    .description('make a key; it is shown once')
    .argument('<application>', 'name of the application')
    .option('--expires-in-days <n>', 'days until it ends; never when not said', wholeNumber(1, 3_650))
    .option('--json', 'print JSON')
    .action(createKey);
  key
    .command('revoke')
    .description('end a key')
    .argument('<id>', 'id of the credential, as apim key list shows it')
    .option('--json', 'print JSON')
    .action(revokeKey);
  key
    .command('list')
    .description("list an application's keys; only their beginning and end are known")
    .argument('<application>', 'name of the application')
    .option('--json', 'print JSON')
    .action(listKeys);
}

async function createApplication(
  name: string,
  options: OutputOptions & { description?: string },
): Promise<void> {
  const ask = await connect();
  const { createApplication: application } = await ask<{ createApplication: { id: string; name: string } }>(
    'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { id name } }',
    { input: { name, description: options.description } },
  );
  print(application, options, () => `Created the application ${application.name}`);
}

async function listApplications(options: OutputOptions): Promise<void> {
  const ask = await connect();
  const { applications } = await ask<{
    applications: { nodes: { name: string; subscriptions: { apiTitle: string; status: string }[] }[] };
  }>('{ applications(first: 200) { nodes { id name subscriptions { apiTitle status } } } }');
  print(applications.nodes, options, () =>
    table(
      ['application', 'subscriptions'],
      applications.nodes.map(({ name, subscriptions }) => [name, activeTitles(subscriptions)]),
    ),
  );
}

const activeTitles = (subscriptions: { apiTitle: string; status: string }[]): string =>
  subscriptions
    .filter(({ status }) => status === 'ACTIVE')
    .map(({ apiTitle }) => apiTitle)
    .join(', ');

async function subscribe(
  applicationName: string,
  slug: string,
  options: OutputOptions & { project?: string },
): Promise<void> {
  const ask = await connect();
  const api = await resolveApi(ask, await resolveProject(ask, options.project), slug);
  const application = await resolveApplication(ask, applicationName);
  const { subscribe: subscription } = await ask<{ subscribe: { id: string; status: string } }>(
    'mutation ($input: SubscribeInput!) { subscribe(input: $input) { id status } }',
    { input: { applicationId: application.id, apiId: api.id } },
  );
  print(
    subscription,
    options,
    () => `${application.name} may call ${api.name} (${subscription.status.toLowerCase()})`,
  );
}

async function createKey(
  applicationName: string,
  options: OutputOptions & { expiresInDays?: number },
): Promise<void> {
  const ask = await connect();
  const application = await resolveApplication(ask, applicationName);
  const { createCredential } = await ask<{ createCredential: { key: string; credential: { id: string } } }>(
    'mutation ($input: CreateCredentialInput!) { createCredential(input: $input) { key credential { id prefix lastFour expiresAt } } }',
    { input: { applicationId: application.id, expiresInDays: options.expiresInDays } },
  );
  print(createCredential, options, () => createCredential.key);
  progress('It is shown only now; every gateway takes it within 10 seconds. Send it as X-API-Key.');
}

async function revokeKey(id: string, options: OutputOptions): Promise<void> {
  const ask = await connect();
  const { revokeCredential } = await ask<{ revokeCredential: { id: string; status: string } }>(
    'mutation ($input: RevokeCredentialInput!) { revokeCredential(input: $input) { id status } }',
    { input: { id } },
  );
  print(revokeCredential, options, () => 'Revoked; every gateway refuses it within 10 seconds');
}

async function listKeys(applicationName: string, options: OutputOptions): Promise<void> {
  const ask = await connect();
  const { id } = await resolveApplication(ask, applicationName);
  interface Credential {
    id: string;
    prefix: string;
    lastFour: string;
    status: string;
    createdAt: string;
    expiresAt: string | null;
  }
  const { application } = await ask<{ application: { credentials: Credential[] } }>(
    'query ($id: ID!) { application(id: $id) { credentials { id prefix lastFour status createdAt expiresAt } } }',
    { id },
  );
  print(application.credentials, options, () =>
    table(
      ['id', 'key', 'status', 'created', 'ends'],
      application.credentials.map((key) => [
        key.id,
        `${key.prefix}…${key.lastFour}`,
        key.status,
        key.createdAt,
        key.expiresAt,
      ]),
    ),
  );
}
