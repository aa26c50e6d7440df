/** Writes everything that is derived from sources: database clients, handlers as Lua, each manager's SDL, the composed graph. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Prisma's schema engine is on no registry; `generate` does not use it, but wants a program to be there. */
const prismaEnvironment = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' };

async function generateClients(): Promise<void> {
  await Promise.all(
    ['tenant', 'gateway', 'policy', 'portal'].map((manager) =>
      run('prisma', ['generate', '--schema', `subgraphs/${manager}/prisma/schema.prisma`], {
        cwd: root,
        env: prismaEnvironment,
      }),
    ),
  );
}

async function generateSchemas(): Promise<void> {
  const printers = {
    tenant: () => import('@apim/tenant/schema'),
    gateway: () => import('@apim/gateway/schema'),
    policy: () => import('@apim/policy/schema'),
    portal: () => import('@apim/portal-manager/schema'),
    analytics: () => import('@apim/analytics/schema'),
  };
  const sdl: Record<string, string> = {};
  for (const [manager, load] of Object.entries(printers)) {
    const printed = await (await load()).printSdl();
    sdl[manager] = printed;
    await writeFile(`${root}/subgraphs/${manager}/schema.graphql`, printed);
  }
  const { composeSupergraph } = await import('@apim/supergraph/compose');
  const { supergraphSdl, publicSdl } = composeSupergraph(sdl);
  await writeFile(`${root}/supergraph/supergraph.graphql`, supergraphSdl);
  await writeFile(`${root}/supergraph/public.graphql`, publicSdl);
}

await generateClients();
if (process.argv[2] !== 'clients') {
  await run('npm', ['run', 'gen', '--workspace', 'plugins/policies'], { cwd: root });
  await run('npm', ['run', 'gen', '--workspace', 'subgraphs/policy'], { cwd: root });
  await generateSchemas();
  await run('npm', ['run', 'gen', '--workspace', 'portal', '--if-present'], { cwd: root });
}
