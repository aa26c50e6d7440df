import { createActorVerifier } from '@apim/kit/actor';
import { createLogger, type DestinationStream } from '@apim/kit/logger';
import { migrate } from '@apim/kit/migrations';
import { repeat, startOutboxRelay } from '@apim/kit/outbox';
import { connectRedis } from '@apim/kit/redis';
import { createSubgraphServer, listen, runMain, type RunningServer } from '@apim/kit/server';
import { fileURLToPath } from 'node:url';
import { addActorRoute } from './actor/actor.route.ts';
import { ActorService } from './actor/actor.service.ts';
import { createDatabase } from './database.ts';
import { removeEnded } from './oidc/adapter.ts';
import { LogInService } from './oidc/log-in.service.ts';
import { mountOidc } from './oidc/mount.ts';
import { clientOrigins, createOidcProvider } from './oidc/provider.ts';
import { buildTenantSchema, createServices } from './schema.ts';
import { readSettings } from './settings.ts';

const CLEANED_EVERY_MS = 60_000;
const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Starts the tenant manager: its database is migrated, its GraphQL and OpenID provider are served. */
export async function start(
  source: NodeJS.ProcessEnv,
  options: { logDestination?: DestinationStream } = {},
): Promise<RunningServer> {
  const settings = readSettings(source);
  const logger = createLogger('tenant', settings.LOG_LEVEL, options.logDestination);
  await migrate(settings.DATABASE_URL, migrations);

  const database = createDatabase(settings.DATABASE_URL);
  const redis = connectRedis(settings.REDIS_URL, logger);
  const services = createServices(database);
  const { schema } = await buildTenantSchema(services);

  const app = createSubgraphServer({
    name: 'tenant',
    logger,
    schema,
    verifier: createActorVerifier(settings.ACTOR_TRUSTED_KEYS, 'tenant'),
    isReady: async () => void (await database.$queryRaw`SELECT 1`),
  });
  addActorRoute(app, new ActorService(database, services.tokens), settings.ACTOR_TRUSTED_KEYS);
  const provider = createOidcProvider(settings, database, logger);
  mountOidc(app, provider, new LogInService(database), clientOrigins(settings));

  const relay = startOutboxRelay(database.outboxEvent, redis, logger);
  const cleaner = repeat(
    () => removeEnded(database).then(() => false),
    CLEANED_EVERY_MS,
    logger,
    'the removal of ended sign-ins',
  );
  const free = async () => {
    await Promise.all([relay.stop(), cleaner.stop()]);
    await database.$disconnect();
    redis.disconnect();
  };
  return listen(app, { host: settings.HOST, port: settings.PORT }, free);
}

if (import.meta.main) await runMain(start);
