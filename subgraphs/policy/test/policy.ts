import { fileURLToPath } from 'node:url';
import type { ActorClaims } from '@apim/kit/actor';
import { createTestKeys, member, service } from '@apim/kit/testing/actors';
import type { GraphQLAnswer } from '@apim/kit/testing/graphql-client';
import { startTestManager } from '@apim/kit/testing/manager';
import type { PolicyRegistry } from '@apim/sdk';
import { v7 as uuid } from 'uuid';
import { connectDatabase } from '../src/database.ts';
import { start } from '../src/main.ts';
import { startStandIns, type KnownScopes } from './stand-ins.ts';

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

export interface Tenant {
  organizationId: string;
  projectId: string;
  applicationId: string;
  apiId: string;
  operations: { id: string; key: string; method: string; path: string }[];
  owner: ActorClaims;
  viewer: ActorClaims;
  publisher: ActorClaims;
}

/** A policy manager on a database of its own, with the library or another one; tenants are made as a suite needs them. */
export async function startPolicy(registry?: PolicyRegistry) {
  const known: KnownScopes = {
    projects: [],
    apis: [],
    operations: [],
    applications: [],
    gateways: [],
    definitions: new Map(),
  };
  const keys = await createTestKeys('bff', 'policy', 'gateway');
  const standIns = await startStandIns(keys, known);
  const manager = await startTestManager({
    name: 'policy',
    start: (source, options) => start(source, { ...options, ...(registry && { registry }) }),
    database: 'MARIADB',
    migrations,
    keys,
    settings: { MANAGER_URLS: JSON.stringify(standIns.urls) },
  });
  const { ask } = manager;
  const database = connectDatabase(manager.databaseUrl);

  return {
    ...manager,
    database,
    known,

    /** An organisation with one project, one API and two operations. */
    tenant(): Tenant {
      const [organizationId, projectId, apiId, applicationId] = [uuid(), uuid(), uuid(), uuid()];
      const operations = [
        { id: uuid(), key: 'GET /pets', method: 'GET', path: '/pets' },
        { id: uuid(), key: 'POST /pets', method: 'POST', path: '/pets' },
      ];
      known.projects.push({ id: projectId, organizationId, projectId });
      known.applications.push({ id: applicationId, organizationId });
      known.apis.push({ id: apiId, organizationId, projectId });
      known.operations.push(...operations.map(({ id }) => ({ id, organizationId, projectId, apiId })));
      return {
        organizationId,
        projectId,
        apiId,
        applicationId,
        operations,
        owner: member(organizationId, 'organization-owner'),
        viewer: member(organizationId, 'viewer'),
        publisher: member(organizationId, 'project-publisher', projectId),
      };
    },

    attach(
      actor: ActorClaims,
      policy: string,
      kind: string,
      id: string,
      configuration: unknown,
      order?: number,
    ) {
      return ask<{ attachPolicy: { id: string; version: number } }>(
        actor,
        `mutation ($input: AttachPolicyInput!) { attachPolicy(input: $input) {
          id version order enabled configuration policyVersion scope { kind id } policy { name title } } }`,
        { input: { policy, scope: { kind, id }, configuration, order } },
      );
    },

    publish(actor: ActorClaims, projectId: string, source: string, manifest: unknown, draft = false) {
      return ask<{ publishPolicy: { version: string; state: string } }>(
        actor,
        'mutation ($input: PublishPolicyInput!) { publishPolicy(input: $input) { version state } }',
        { input: { projectId, source, manifest, draft } },
      );
    },

    async compile({ organizationId, projectId, apiId, operations }: Tenant, gatewayId?: string) {
      const { data, errors } = await ask<{ compileApi: Compiled }>(
        service('gateway', organizationId),
        `query ($input: CompileApiInput!) { compileApi(input: $input) {
          policyVersion plugins { place operationId name config sources }
          consumers { applicationId plugins { name config } }
          diagnostics { severity code message path attachmentId } } }`,
        {
          input: {
            organizationId,
            projectId,
            apiId,
            operations,
            basePath: '/pets',
            upstreamPath: '/v1',
            gatewayId,
          },
        },
      );
      if (errors) throw new Error(JSON.stringify(errors));
      return data.compileApi;
    },

    async stop() {
      await database.$disconnect();
      await manager.stop();
      await standIns.stop();
    },
  };
}

export interface Compiled {
  policyVersion: string;
  plugins: { place: string; operationId: string | null; name: string; config: unknown; sources: string[] }[];
  consumers: { applicationId: string; plugins: { name: string; config: unknown }[] }[];
  diagnostics: {
    severity: string;
    code: string;
    message: string;
    path: string | null;
    attachmentId: string | null;
  }[];
}

export type PolicyManager = Awaited<ReturnType<typeof startPolicy>>;

/** Code and field of the first error, for assertions. */
export const errorOf = ({ errors }: GraphQLAnswer<unknown>) => {
  const [error] = errors ?? [];
  return error && { code: error.extensions.code, field: error.extensions.field, message: error.message };
};
