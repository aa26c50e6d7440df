import type { DestinationStream } from '../logger.ts';
import type { ManagerName } from '../manager-client.ts';
import type { RunningServer } from '../server.ts';
import type { TestKeys } from './actors.ts';
import { createTestDatabase, testServer } from './databases.ts';
import { graphqlClient } from './graphql-client.ts';

export type StartManager = (
  source: NodeJS.ProcessEnv,
  options: { logDestination: DestinationStream },
) => Promise<RunningServer>;

/** The settings that every manager reads, in local mode and on a port of the system's choice. */
export const testSettings = (name: ManagerName, keys: TestKeys, databaseUrl: string) => ({
  APIM_MODE: 'local',
  PORT: '0',
  LOG_LEVEL: 'trace',
  DATABASE_URL: databaseUrl,
  REDIS_URL: testServer('REDIS'),
  ACTOR_SIGNING_KEY: JSON.stringify(keys.privateKeys[name]),
  ACTOR_TRUSTED_KEYS: JSON.stringify(keys.trusted),
  MANAGER_URLS: '{}',
});

export interface TestManagerOptions {
  name: ManagerName;
  start: StartManager;
  database: 'POSTGRESQL' | 'MARIADB';
  migrations: string;
  /** Of the BFF and itself at least. */
  keys: TestKeys;
  /** Its own settings, such as where stand-ins for other managers are. */
  settings: NodeJS.ProcessEnv;
}

export type TestManager = Awaited<ReturnType<typeof startTestManager>>;

/** A real manager on a database of its own for one suite. */
export async function startTestManager(options: TestManagerOptions) {
  const { name, keys } = options;
  const database = await createTestDatabase(options.database, options.migrations);
  const settings = { ...testSettings(name, keys, database.url), ...options.settings };
  /** Every line that it and others like it logged. */
  const logged: string[] = [];
  const logDestination = { write: (line: string) => void logged.push(line) };
  /** Another one on the same database. */
  const startAnother = (change: NodeJS.ProcessEnv = {}) =>
    options.start({ ...settings, ...change }, { logDestination });
  const server = await startAnother();
  return {
    url: server.url,
    databaseUrl: database.url,
    keys,
    logged,
    settings,
    startAnother,
    /** Asks it as the BFF does. */
    ask: graphqlClient(server.url, name, await keys.signer('bff')),
    async stop() {
      await server.stop();
      await database.drop();
    },
  };
}
