import { randomBytes } from 'node:crypto';
import { createTestKeys, type TestKeys } from '@apim/kit/testing/actors';
import { graphqlClient } from '@apim/kit/testing/graphql-client';
import type { RunningServer } from '@apim/kit/server';
import { start } from './main.ts';

export const INGEST_TOKEN = 'Zm9yLXRlc3RzLW9ubHkteQ';

export interface TestAnalytics {
  server: RunningServer;
  keys: TestKeys;
  ask: ReturnType<typeof graphqlClient>;
  ingest(body: unknown, token?: string): Promise<Response>;
}

/** The analytics manager with a new store. */
export async function startTestAnalytics(
  path = ':memory:',
  logDestination?: { write(line: string): void },
): Promise<TestAnalytics> {
  const keys = await createTestKeys('bff');
  const source = {
    APIM_MODE: 'local',
    PORT: '0',
    DUCKDB_PATH: path,
    INGEST_TOKEN,
    ACTOR_TRUSTED_KEYS: JSON.stringify(keys.trusted),
  };
  const server = await start(source, { logDestination: logDestination ?? { write: () => {} } });
  const ask = graphqlClient(server.url, 'analytics', await keys.signer('bff'));
  const ingest = (body: unknown, token = INGEST_TOKEN) =>
    fetch(`${server.url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { server, keys, ask, ingest };
}

export interface EntryOptions {
  id?: string;
  at?: number;
  org?: string;
  project?: string;
  api?: string;
  operation?: string;
  application?: string;
  consumerOrg?: string;
  status?: number;
  latency?: number;
  uri?: string;
}

/** A log entry as Kong sends it. */
export function kongEntry(options: EntryOptions = {}): Record<string, unknown> {
  const {
    id = randomBytes(16).toString('hex'),
    at = Date.now(),
    org = 'org-1',
    project = 'project-1',
    api = 'api-1',
    operation = 'operation-1',
  } = options;
  const {
    application,
    consumerOrg = org,
    status = 200,
    latency = 10,
    uri = '/customers?secret=s3cr3t',
  } = options;
  return {
    started_at: at,
    client_ip: '127.0.0.1',
    request: {
      id,
      method: 'GET',
      uri,
      size: 80,
      headers: { 'x-api-key': 'apim_key_planted', authorization: 'Bearer planted' },
      querystring: { secret: 's3cr3t' },
    },
    response: { status, size: 500, headers: {} },
    latencies: { request: latency, proxy: status === 401 ? -1 : latency - 1, kong: 1, receive: 0 },
    route: { tags: ['apim', `org:${org}`, `project:${project}`, `api:${api}`, `operation:${operation}`] },
    service: { tags: ['apim', `org:${org}`, `project:${project}`, `api:${api}`] },
    ...(application && { consumer: { custom_id: application, tags: [`org:${consumerOrg}`] } }),
  };
}
