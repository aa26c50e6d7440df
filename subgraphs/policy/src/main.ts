import { fileURLToPath } from 'node:url';
import { createActorSigner, createActorVerifier } from '@apim/kit/actor';
import { managerSettings, readEnvironment } from '@apim/kit/environment';
import { createLogger, type DestinationStream } from '@apim/kit/logger';
import { createManagerClient } from '@apim/kit/manager-client';
import { migrate } from '@apim/kit/migrations';
import { startOutboxRelay } from '@apim/kit/outbox';
import { connectRedis } from '@apim/kit/redis';
import { createSubgraphServer, listen, runMain, type RunningServer } from '@apim/kit/server';
import { registry as builtIn } from '@apim/policies/registry';
import type { PolicyRegistry } from '@apim/sdk';
import { connectDatabase } from './database.ts';
import { Sandbox } from './sandbox/sandbox.ts';
import { buildPolicySchema } from './schema.ts';
import { createScopeDirectory } from './scope-directory.ts';

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Starts the policy manager with the library, or another one in its place: migrates its database, serves its subgraph and relays its events. */
export async function start(
  source: NodeJS.ProcessEnv,
  {
    logDestination,
    registry = builtIn,
  }: { logDestination?: DestinationStream; registry?: PolicyRegistry } = {},
): Promise<RunningServer> {
  const settings = readEnvironment(managerSettings(source), source);
  const logger = createLogger('policy', settings.LOG_LEVEL, logDestination);
  await migrate(settings.DATABASE_URL, migrations);
  const database = connectDatabase(settings.DATABASE_URL);
  const redis = connectRedis(settings.REDIS_URL, logger);
  const signer = await createActorSigner(settings.ACTOR_SIGNING_KEY);
  const managers = createManagerClient('policy', settings.MANAGER_URLS, signer);
  const directory = createScopeDirectory(managers);
  const sandbox = new Sandbox();
  const { schema } = await buildPolicySchema({ database, directory, registry, sandbox });
  const app = createSubgraphServer({
    name: 'policy',
    logger,
    schema,
    verifier: createActorVerifier(settings.ACTOR_TRUSTED_KEYS, 'policy'),
    isReady: async () => void (await database.$queryRaw`SELECT 1`),
  });
  const relay = startOutboxRelay(database.outboxEvent, redis, logger);
  const free = async () => {
    await relay.stop();
    redis.disconnect();
    await Promise.all([managers.close(), sandbox.close(), database.$disconnect()]);
  };
  return listen(app, { host: settings.HOST, port: settings.PORT }, free);
}

if (import.meta.main) await runMain(start);
