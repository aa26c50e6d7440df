import { fileURLToPath } from 'node:url';
import { createActorSigner, createActorVerifier } from '@apim/kit/actor';
import { managerSettings, readEnvironment } from '@apim/kit/environment';
import { createLogger, type DestinationStream } from '@apim/kit/logger';
import { createManagerClient } from '@apim/kit/manager-client';
import { migrate } from '@apim/kit/migrations';
import { startOutboxRelay } from '@apim/kit/outbox';
import { connectRedis } from '@apim/kit/redis';
import { createSubgraphServer, listen, runMain, type RunningServer } from '@apim/kit/server';
import { startCredentialExpiry } from './credential/expiry.ts';
import { connectDatabase } from './database.ts';
import { createGatewayDirectory } from './gateway-directory.ts';
import { buildPortalSchema } from './schema.ts';

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Starts the portal manager: migrates its database, serves its subgraph, relays its events and ends expired keys. */
export async function start(
  source: NodeJS.ProcessEnv,
  { logDestination }: { logDestination?: DestinationStream } = {},
): Promise<RunningServer> {
  const settings = readEnvironment(managerSettings(source), source);
  const logger = createLogger('portal', settings.LOG_LEVEL, logDestination);
  await migrate(settings.DATABASE_URL, migrations);
  const database = connectDatabase(settings.DATABASE_URL);
  const redis = connectRedis(settings.REDIS_URL, logger);
  const signer = await createActorSigner(settings.ACTOR_SIGNING_KEY);
  const managers = createManagerClient('portal', settings.MANAGER_URLS, signer);
  const { schema } = await buildPortalSchema({ database, directory: createGatewayDirectory(managers) });
  const app = createSubgraphServer({
    name: 'portal',
    logger,
    schema,
    verifier: createActorVerifier(settings.ACTOR_TRUSTED_KEYS, 'portal'),
    isReady: async () => void (await database.$queryRaw`SELECT 1`),
  });
  const workers = [
    startOutboxRelay(database.outboxEvent, redis, logger),
    startCredentialExpiry(database, logger),
  ];
  const free = async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    redis.disconnect();
    await Promise.all([managers.close(), database.$disconnect()]);
  };
  return listen(app, { host: settings.HOST, port: settings.PORT }, free);
}

if (import.meta.main) await runMain(start);
