import { fileURLToPath } from 'node:url';
import { createTestKeys, member } from '@apim/kit/testing/actors';
import { graphqlClient, type GraphQLAnswer } from '@apim/kit/testing/graphql-client';
import { startTestManager } from '@apim/kit/testing/manager';
import { v7 as uuid } from 'uuid';
import { connectDatabase } from '../src/database.ts';
import { start } from '../src/main.ts';
import { startGatewayStandIn, type StandInApi } from './gateway-stand-in.ts';

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** A portal manager on a database of its own, with two organisations that know nothing of one another. */
export async function startPortal() {
  const keys = await createTestKeys('bff', 'portal', 'gateway');
  const apis: StandInApi[] = [];
  const gateway = await startGatewayStandIn(keys, apis);
  const manager = await startTestManager({
    name: 'portal',
    start,
    database: 'MARIADB',
    migrations,
    keys,
    settings: { MANAGER_URLS: JSON.stringify({ gateway: gateway.url }) },
  });
  const { ask } = manager;
  const database = connectDatabase(manager.databaseUrl);
  const organization = uuid();
  const stranger = uuid();

  return {
    ...manager,
    database,
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
      const other = await manager.startAnother({ MANAGER_URLS: '{"gateway":"http://127.0.0.1:9"}' });
      const signer = await keys.signer('bff');
      return { ask: graphqlClient(other.url, 'portal', signer), stop: () => other.stop() };
    },

    async stop() {
      await database.$disconnect();
      await manager.stop();
      await gateway.stop();
    },
  };
}

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Code and field of the first error, for assertions. */
export const errorOf = ({ errors }: GraphQLAnswer<unknown>) => {
  const [error] = errors ?? [];
  return error && { code: error.extensions.code, field: error.extensions.field, message: error.message };
};
