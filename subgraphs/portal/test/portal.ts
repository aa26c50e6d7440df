import { fileURLToPath } from 'node:url';
import { createTestKeys, member } from '@apim/kit/testing/actors';
import { createTestDatabase, testServer } from '@apim/kit/testing/databases';
import { graphqlClient, type GraphQLAnswer } from '@apim/kit/testing/graphql-client';
import { v7 as uuid } from 'uuid';
import { connectDatabase } from '../src/database.ts';
import { start } from '../src/main.ts';
import { startGatewayStandIn, type StandInApi } from './gateway-stand-in.ts';

export const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** A portal manager on a database of its own, with two organisations that know nothing of one another. */
export async function startPortal() {
  const keys = await createTestKeys('bff', 'portal', 'gateway');
  const testDatabase = await createTestDatabase('MARIADB', migrations);
  const apis: StandInApi[] = [];
  const gateway = await startGatewayStandIn(keys, apis);
  const logged: string[] = [];
  const settings = {
    APIM_MODE: 'local',
    PORT: '0',
    LOG_LEVEL: 'trace',
    DATABASE_URL: testDatabase.url,
    REDIS_URL: testServer('REDIS'),
    ACTOR_SIGNING_KEY: JSON.stringify(keys.privateKeys.portal),
    ACTOR_TRUSTED_KEYS: JSON.stringify(keys.trusted),
    MANAGER_URLS: JSON.stringify({ gateway: gateway.url }),
  };
  const server = await start(settings, {
    logDestination: { write: (line: string) => void logged.push(line) },
  });
  const database = connectDatabase(testDatabase.url);
  const ask = graphqlClient(server.url, 'portal', await keys.signer('bff'));
  const organization = uuid();
  const stranger = uuid();

  return {
    settings,
    url: server.url,
    databaseUrl: testDatabase.url,
    database,
    keys,
    logged,
    ask,
    organization,
    developer: member(organization, 'developer'),
    viewer: member(organization, 'viewer'),
    owner: member(organization, 'organization-owner'),
    foreigner: member(stranger, 'organization-owner', undefined, 'user-foreigner'),

    /** An API that the gateway manager knows. */
    api(values: Partial<StandInApi> = {}): StandInApi {
      const api = {
        id: uuid(),
        organizationId: organization,
        projectId: uuid(),
        slug: `petstore-${uuid().slice(-6)}`,
        name: 'Petstore',
        title: 'Petstore',
        version: '1.0.0',
        description: 'Pets and their owners.\n\nMore.',
        basePath: '/petstore',
        document: '{"openapi":"3.0.3"}',
        ...values,
      };
      apis.push(api);
      return api;
    },

    async application(name = `app-${uuid()}`): Promise<string> {
      const { data } = await ask<{ createApplication: { id: string } }>(
        member(organization, 'developer'),
        'mutation ($name: String!) { createApplication(input: { name: $name }) { id } }',
        { name },
      );
      return data.createApplication.id;
    },

    /** A second portal manager on the same database that finds no gateway manager. */
    async startWithoutGateway() {
      const other = await start(
        { ...settings, MANAGER_URLS: '{"gateway":"http://127.0.0.1:9"}' },
        { logDestination: { write: () => undefined } },
      );
      const signer = await keys.signer('bff');
      return { ask: graphqlClient(other.url, 'portal', signer), stop: () => other.stop() };
    },

    async stop() {
      await server.stop();
      await gateway.stop();
      await database.$disconnect();
      await testDatabase.drop();
    },
  };
}

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Code and field of the first error, for assertions. */
export const errorOf = ({ errors }: GraphQLAnswer<unknown>) => {
  const [error] = errors ?? [];
  return error && { code: error.extensions.code, field: error.extensions.field, message: error.message };
};
