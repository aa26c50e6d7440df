import type { Command } from 'commander';
import { print, table, type OutputOptions } from '../client/output.ts';
import { connect } from './connect.ts';

interface Gateway {
  name: string;
  mode: string;
  proxyUrl: string;
  health: { status: string; version: string | null; error: string | null };
}

interface Viewer {
  user: { email: string; name: string } | null;
  organization: { slug: string; name: string } | null;
  grants: { role: string; scopeKind: string; scopeId: string | null }[];
}

/** `apim status|whoami`: environments with their gateways, and who the token stands for. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('environments, gateways and their health')
    .option('--json', 'print JSON')
    .action(status);
  program
    .command('whoami')
    .description('who the token stands for')
    .option('--json', 'print JSON')
    .action(whoami);
}

async function status(options: OutputOptions): Promise<void> {
  const ask = await connect();
  const { environments } = await ask<{
    environments: { name: string; audience: string; gateways: Gateway[] }[];
  }>(
    '{ environments { name audience gateways { name mode proxyUrl driftedUnits health { status version error checkedAt } } } }',
  );
  const rows = environments.flatMap(({ name, audience, gateways }) =>
    gateways.length === 0
      ? [[name, audience, '-', '-', '-', 'no gateway']]
      : gateways.map((gateway) => [
          name,
          audience,
          gateway.name,
          gateway.mode,
          gateway.proxyUrl,
          `${gateway.health.status} ${gateway.health.version ?? gateway.health.error ?? ''}`,
        ]),
  );
  print(environments, options, () =>
    table(['environment', 'audience', 'gateway', 'mode', 'proxy', 'health'], rows),
  );
}

async function whoami(options: OutputOptions): Promise<void> {
  const ask = await connect();
  const { viewer } = await ask<{ viewer: Viewer }>(
    '{ viewer { user { id email name } organization { id slug name } grants { role scopeKind scopeId } } }',
  );
  print(viewer, options, () => {
    const { user, organization, grants } = viewer;
    const roles = grants.map(({ role, scopeKind }) => `${role} (${scopeKind.toLowerCase()})`).join(', ');
    return `${user?.name} <${user?.email}> in ${organization?.name ?? 'no organisation'}: ${roles}`;
  });
}
