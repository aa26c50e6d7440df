import { createActorVerifier } from '@apim/kit/actor';
import { commonSettings, readEnvironment, secret } from '@apim/kit/environment';
import { createLogger, type DestinationStream } from '@apim/kit/logger';
import { createSubgraphServer, listen, runMain, type RunningServer } from '@apim/kit/server';
import { z } from 'zod';
import { createBatcher } from './ingest/batcher.ts';
import { addIngest } from './ingest/ingest.route.ts';
import { buildAnalyticsSchema } from './schema.ts';
import { openDuckdbStore } from './store/duckdb-store.ts';

const { APIM_MODE, HOST, PORT, LOG_LEVEL, ACTOR_TRUSTED_KEYS } = commonSettings;
const settings = {
  APIM_MODE,
  HOST,
  PORT,
  LOG_LEVEL,
  ACTOR_TRUSTED_KEYS,
  DUCKDB_PATH: z.string().min(1),
  INGEST_TOKEN: secret(),
};

/** Starts the analytics manager from its settings. */
export async function start(
  source: NodeJS.ProcessEnv,
  { logDestination }: { logDestination?: DestinationStream } = {},
): Promise<RunningServer> {
  const environment = readEnvironment(settings, source);
  const logger = createLogger('analytics', environment.LOG_LEVEL, logDestination);
  const store = await openDuckdbStore(environment.DUCKDB_PATH);
  const { schema } = await buildAnalyticsSchema(store);
  const app = createSubgraphServer({
    name: 'analytics',
    schema,
    verifier: createActorVerifier(environment.ACTOR_TRUSTED_KEYS, 'analytics'),
    logger,
    isReady: async () => void (await store.query('SELECT 1', {})),
  });
  addIngest(app, createBatcher(store), environment.INGEST_TOKEN, logger);
  return listen(app, { host: environment.HOST, port: environment.PORT }, () => store.close());
}

if (import.meta.main) await runMain(start);
