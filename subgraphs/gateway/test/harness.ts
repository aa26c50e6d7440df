import { fileURLToPath } from 'node:url';
import type { ActorClaims } from '@apim/kit/actor';
import { createTestKeys, member } from '@apim/kit/testing/actors';
import type { GraphQLAnswer } from '@apim/kit/testing/graphql-client';
import { startTestManager } from '@apim/kit/testing/manager';
import { v7 as uuid } from 'uuid';
import { connectDatabase } from '../src/database.ts';
import { start } from '../src/main.ts';
import { startStandIns, type Surroundings } from './stand-ins.ts';

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

export type Answer = GraphQLAnswer<Record<string, never>>;

/** The real manager on a real database, with two organisations of one project each. */
export async function startGatewayManager(settings: NodeJS.ProcessEnv = {}) {
  const keys = await createTestKeys('bff', 'gateway');
  const [ours, theirs] = [
    { id: uuid(), projectId: uuid() },
    { id: uuid(), projectId: uuid() },
  ];
  const known: Surroundings = {
    projects: new Map([
      [ours.projectId, ours.id],
      [theirs.projectId, theirs.id],
    ]),
    attachments: [],
    consumers: [],
    policyIsDown: false,
  };
  const standIns = await startStandIns(keys, known);
  const manager = await startTestManager({
    name: 'gateway',
    start,
    database: 'MARIADB',
    migrations,
    keys,
    settings: { MANAGER_URLS: JSON.stringify(standIns.urls), ...settings },
  });
  const rows = connectDatabase(manager.databaseUrl);
  const asPublisher = member(ours.id, 'project-publisher', ours.projectId);
  const operator: ActorClaims = {
    sub: 'operator',
    kind: 'user',
    org: ours.id,
    grants: [{ role: 'platform-administrator', scope: { kind: 'installation' } }],
  };
  return {
    ...manager,
    actors: {
      publisher: asPublisher,
      viewer: member(ours.id, 'viewer'),
      stranger: member(theirs.id, 'organization-owner'),
      operator,
    },
    known,
    ours,
    rows,
    theirs,
    async stop() {
      await rows.$disconnect();
      await manager.stop();
      standIns.stop();
    },
  };
}

export type GatewayManager = Awaited<ReturnType<typeof startGatewayManager>>;

export const IMPORT = `mutation ($input: ImportApiInput!) {
  importApi(input: $input) {
    created operationsAdded operationsRemoved warnings
    api { id slug name basePath upstreamUrl revision version operations { id key } }
  }
}`;

export interface Imported {
  created: boolean;
  operationsAdded: string[];
  operationsRemoved: string[];
  warnings: string[];
  api: {
    id: string;
    slug: string;
    basePath: string;
    revision: number;
    operations: { id: string; key: string }[];
  };
}

/** Imports as an actor: what was imported, or the error. */
export async function importAs(
  manager: Pick<GatewayManager, 'ask'>,
  actor: ActorClaims,
  input: object,
): Promise<{ imported?: Imported; error?: NonNullable<Answer['errors']>[number] }> {
  const { data, errors } = await manager.ask(actor, IMPORT, { input });
  const imported = (data as unknown as { importApi: Imported } | null)?.importApi ?? undefined;
  return { imported, error: errors?.[0] };
}

/** The code of an answer's first error. */
export const codeOf = async (answer: Promise<Answer>): Promise<string | undefined> =>
  (await answer).errors?.[0]?.extensions.code;

/** A small valid document. */
export const documentOf = (paths: Record<string, string[]>, extra: object = {}): string => {
  const responses = { 200: { description: 'ok' } };
  const items = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(methods.map((method) => [method, { responses }])),
  ]);
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    servers: [{ url: 'https://orders.example.com/v1' }],
    paths: Object.fromEntries(items),
    ...extra,
  });
};
