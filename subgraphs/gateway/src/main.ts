import { fileURLToPath } from 'node:url';
import { createActorSigner, createActorVerifier } from '@apim/kit/actor';
import { createLogger, type DestinationStream } from '@apim/kit/logger';
import { createManagerClient } from '@apim/kit/manager-client';
import { migrate } from '@apim/kit/migrations';
import { repeat, startOutboxRelay } from '@apim/kit/outbox';
import { connectRedis } from '@apim/kit/redis';
import { createSubgraphServer, listen, runMain, type RunningServer } from '@apim/kit/server';
import { requireProjectOfTenant } from './api/require-project.ts';
import { upstreamRules } from './api/upstream-rules.ts';
import { connectDatabase } from './database.ts';
import { compileByPolicyManager } from './deployment/compile-plugins.ts';
import { buildGatewaySchema, createServices } from './schema.ts';
import { fetchDocument } from './issuer/fetch-document.ts';
import { readSettings, type Settings } from './settings.ts';
import { IssuerSync } from './sync/issuer-sync.ts';
import { startSync } from './sync/start-sync.ts';
import { GatewayConnections } from './writer/gateway-connections.ts';
import { GatewayWriter } from './writer/gateway-writer.ts';
import type { WriterContext } from './writer/write-outcome.ts';

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Starts the gateway manager: its database is migrated, its GraphQL is served, gateways are kept in step. */
export async function start(
  source: NodeJS.ProcessEnv,
  options: { logDestination?: DestinationStream } = {},
): Promise<RunningServer> {
  const settings = readSettings(source);
  const logger = createLogger('gateway', settings.LOG_LEVEL, options.logDestination);
  await migrate(settings.DATABASE_URL, migrations);

  const database = connectDatabase(settings.DATABASE_URL);
  const redis = connectRedis(settings.REDIS_URL, logger);
  const signer = await createActorSigner(settings.ACTOR_SIGNING_KEY);
  const managers = createManagerClient('gateway', settings.MANAGER_URLS, signer);
  const connections = new GatewayConnections();
  const context: WriterContext = { database, connections, logger, accessLog: accessLogOf(settings) };
  const writer = new GatewayWriter(context);

  const rules = () =>
    upstreamRules(database, {
      allowed: settings.ADMIN_ADDRESS_ALLOW,
      ownAddresses: Object.values(settings.MANAGER_URLS),
    });
  const fetchKeySet = async (url: string) =>
    fetchDocument(url, await rules(), { timeoutMs: 5_000, maxBytes: 256 * 1024 });
  const issuers = new IssuerSync(database, writer, fetchKeySet, logger);
  const services = createServices(context, writer, {
    requireProject: requireProjectOfTenant(managers),
    compile: compileByPolicyManager(managers),
    rules,
    issuers,
  });
  const { schema } = await buildGatewaySchema(services);
  const app = createSubgraphServer({
    name: 'gateway',
    logger,
    schema,
    verifier: createActorVerifier(settings.ACTOR_TRUSTED_KEYS, 'gateway'),
    isReady: async () => void (await database.$queryRaw`SELECT 1`),
  });

  const relay = startOutboxRelay(database.outboxEvent, redis, logger);
  const sync = startSync(context, writer, managers, redis, settings.COMPARE_SECONDS * 1_000);
  const keys = repeat(
    async () => (await issuers.run(), false),
    settings.KEY_SET_SECONDS * 1_000,
    logger,
    'the look at issuers’ keys',
  );
  const free = async () => {
    await Promise.all([relay.stop(), sync.stop(), keys.stop()]);
    await Promise.all([managers.close(), connections.close(), database.$disconnect()]);
    redis.disconnect();
  };
  return listen(app, { host: settings.HOST, port: settings.PORT }, free);
}

const accessLogOf = ({ ACCESS_LOG_URL: url, INGEST_TOKEN: token }: Settings): WriterContext['accessLog'] =>
  url && token ? { url, token } : undefined;

if (import.meta.main) await runMain(start);
