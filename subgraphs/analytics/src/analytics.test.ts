import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anonymous } from '@apim/kit/actor';
import { member } from '@apim/kit/testing/actors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kongEntry, startTestAnalytics, type TestAnalytics } from './testing.ts';

const USAGE = `query ($input: UsageInput!) {
  usage(input: $input) { requests errors clientErrors bytesIn latency { p50 p99 } upstreamLatency { p50 } buckets { start requests } top { key requests } }
}`;
const LOGS = `query ($input: LogsInput!, $first: Int, $after: String) {
  logs(input: $input, first: $first, after: $after) { nodes { id path status requestId applicationId upstreamLatencyMs } pageInfo { hasNextPage endCursor } }
}`;

interface UsageAnswer {
  usage: {
    requests: number;
    errors: number;
    clientErrors: number;
    latency: { p50: number; p99: number };
    upstreamLatency: { p50: number };
    buckets: { requests: number }[];
    top: { key: string; requests: number }[];
  };
}
interface LogsAnswer {
  logs: {
    nodes: {
      id: string;
      path: string;
      status: number;
      applicationId: string | null;
      upstreamLatencyMs: number | null;
    }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

const owner = member('org-1', 'organization-owner');
const stranger = member('org-2', 'organization-owner');
const logged: string[] = [];
let analytics: TestAnalytics;

beforeAll(async () => {
  analytics = await startTestAnalytics(':memory:', { write: (line) => void logged.push(line) });
  const response = await analytics.ingest([
    ...Array.from({ length: 6 }, (_, index) =>
      kongEntry({ latency: 10 * (index + 1), application: 'application-1', consumerOrg: 'org-3' }),
    ),
    kongEntry({ status: 401, latency: 1 }),
    kongEntry({ status: 502, api: 'api-2', project: 'project-2', operation: 'operation-2' }),
    kongEntry({ org: 'org-2', project: 'project-9', api: 'api-9', operation: 'operation-9' }),
  ]);
  expect(response.status).toBe(202);
});

afterAll(() => analytics.server.stop());

describe('usage', () => {
  it('counts the calls of the own organisation, with latencies, buckets and groups', async () => {
    const { data } = await analytics.ask<UsageAnswer>(owner, USAGE, { input: { groupBy: 'STATUS' } });
    expect(data.usage).toMatchObject({
      requests: 8,
      errors: 1,
      clientErrors: 1,
      top: [
        { key: '200', requests: 6 },
        { key: '401', requests: 1 },
        { key: '502', requests: 1 },
      ],
    });
    expect(data.usage.buckets.reduce((sum, { requests }) => sum + requests, 0)).toBe(8);
    const api = await analytics.ask<UsageAnswer>(owner, USAGE, { input: { apiId: 'api-1' } });
    expect(api.data.usage).toMatchObject({
      requests: 7,
      latency: { p50: 30, p99: 60 },
      upstreamLatency: { p50: 29 },
    });
  });

  it.each([
    ['api', { apiId: 'api-9' }, { apiId: 'nowhere' }],
    ['project', { projectId: 'project-9' }, { projectId: 'nowhere' }],
  ])('of another organisation’s %s is as empty as that of a random id', async (_name, foreign, random) => {
    const [ofForeign, ofRandom] = await Promise.all(
      [foreign, random].map((input) => analytics.ask<UsageAnswer>(owner, USAGE, { input })),
    );
    expect(ofForeign?.data.usage.requests).toBe(0);
    expect(ofForeign).toEqual(ofRandom);
  });

  it('of an application is shown to its own organisation, whoever owns the API', async () => {
    const input = { applicationId: 'application-1' };
    expect(
      (await analytics.ask<UsageAnswer>(member('org-3', 'developer'), USAGE, { input })).data.usage.requests,
    ).toBe(6);
    expect((await analytics.ask<UsageAnswer>(stranger, USAGE, { input })).data.usage.requests).toBe(0);
    expect(
      (await analytics.ask<UsageAnswer>(member('org-3', 'developer'), USAGE, { input: {} })).data.usage
        .requests,
    ).toBe(0);
  });

  it('is limited to the projects in which the caller has a role', async () => {
    const { data } = await analytics.ask<UsageAnswer>(member('org-1', 'viewer', 'project-2'), USAGE, {
      input: {},
    });
    expect(data.usage.requests).toBe(1);
  });

  it('is refused to visitors, and to members without the permission', async () => {
    expect((await analytics.ask(anonymous, USAGE, { input: {} })).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
    expect(
      (await analytics.ask(member('org-1', 'security-administrator'), USAGE, { input: {} })).errors?.[0]
        ?.extensions.code,
    ).toBe('FORBIDDEN');
  });

  it('reached as an entity is as restricted as by query', async () => {
    const ENTITY = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Api { usage { requests } } } }`;
    const variables = { representations: [{ __typename: 'Api', id: 'api-1' }] };
    const of = async (actor: typeof owner) =>
      (await analytics.ask<{ _entities: { usage: { requests: number } }[] }>(actor, ENTITY, variables)).data;
    expect((await of(owner))._entities[0]?.usage.requests).toBe(7);
    expect((await of(stranger))._entities[0]?.usage.requests).toBe(0);
    expect((await of(anonymous))._entities).toEqual([null]);
  });

  it('in more buckets than the limit is refused with the least step', async () => {
    const input = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', stepSeconds: 1 };
    const { errors } = await analytics.ask(owner, USAGE, { input });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      field: 'input.stepSeconds',
      details: { leastStepSeconds: 1340 },
    });
  });
});

describe('logs', () => {
  it('lead through all calls once, the latest first, without queries or headers', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { data } = await analytics.ask<LogsAnswer>(owner, LOGS, { input: {}, first: 3, after });
      seen.push(...data.logs.nodes.map(({ id }) => id));
      expect(JSON.stringify(data)).not.toMatch(/s3cr3t|planted/);
      after = data.logs.pageInfo.hasNextPage ? data.logs.pageInfo.endCursor : undefined;
    } while (after);
    expect(new Set(seen).size).toBe(8);
    expect(seen).toHaveLength(8);
  });

  it('filter by status and tell when the gateway answered by itself', async () => {
    const { data } = await analytics.ask<LogsAnswer>(owner, LOGS, { input: { status: 401 } });
    expect(data.logs.nodes).toMatchObject([{ status: 401, upstreamLatencyMs: null }]);
  });

  it('at another organisation’s cursor show nothing of that organisation', async () => {
    const foreign = await analytics.ask<LogsAnswer>(stranger, LOGS, { input: {}, first: 1 });
    const { data } = await analytics.ask<LogsAnswer>(owner, LOGS, {
      input: {},
      after: foreign.data.logs.pageInfo.endCursor,
    });
    expect(data.logs.nodes.map(({ id }) => id)).not.toContain(foreign.data.logs.nodes[0]?.id);
  });
});

describe('ingest', () => {
  it('needs the token', async () => {
    expect((await analytics.ingest([], 'wrong')).status).toBe(401);
  });

  it('stores an event once, also when it is sent again, alone or twice in a batch', async () => {
    const entry = kongEntry({ org: 'org-4' });
    expect(await (await analytics.ingest([entry, entry])).json()).toEqual({ accepted: 2 });
    expect(await (await analytics.ingest(entry)).json()).toEqual({ accepted: 1 });
    expect(
      (await analytics.ask<UsageAnswer>(member('org-4', 'viewer'), USAGE, { input: {} })).data.usage.requests,
    ).toBe(1);
  });

  it('refuses a batch whole, naming entry and field', async () => {
    const response = await analytics.ingest([
      kongEntry({ org: 'org-5' }),
      { ...kongEntry({ org: 'org-5' }), response: { status: 'fine' } },
    ]);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: expect.stringMatching(/^Entry 1: response\.status/) });
    expect(
      (await analytics.ask<UsageAnswer>(member('org-5', 'viewer'), USAGE, { input: {} })).data.usage.requests,
    ).toBe(0);
    expect((await analytics.ingest('{"half')).status).toBe(400);
  });

  it('leaves the platform’s own probes out', async () => {
    const probe = {
      ...kongEntry({ org: 'org-6' }),
      route: { tags: ['apim', 'apim-unit:platform', 'org:org-6'] },
    };
    expect(await (await analytics.ingest(probe)).json()).toEqual({ accepted: 0 });
  });

  it('answers 429 when more waits than there is room for, and stores what it took', async () => {
    const batch = (org: string) => JSON.stringify(Array.from({ length: 15_000 }, () => kongEntry({ org })));
    const bodies = Array.from({ length: 6 }, () => batch('org-7'));
    const responses = await Promise.all(bodies.map((body) => analytics.ingest(body)));
    const stored = responses.filter(({ status }) => status === 202).length;
    const full = responses.filter(({ status }) => status === 429);
    expect(stored + full.length).toBe(6);
    for (const response of full) expect(response.headers.get('retry-after')).toBe('1');
    expect(
      (await analytics.ask<UsageAnswer>(member('org-7', 'viewer'), USAGE, { input: {} })).data.usage.requests,
    ).toBe(stored * 15_000);
  });

  it('keeps events over a restart and logs no secret', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'analytics-'));
    const path = join(folder, 'events.duckdb');
    const first = await startTestAnalytics(path);
    await first.ingest(kongEntry());
    await first.server.stop();
    const second = await startTestAnalytics(path);
    expect((await second.ask<UsageAnswer>(owner, USAGE, { input: {} })).data.usage.requests).toBe(1);
    await second.server.stop();
    if (existsSync(path)) expect((await readFile(path)).includes('planted')).toBe(false);
    expect(logged.join('')).not.toMatch(/planted|s3cr3t/);
    await rm(folder, { recursive: true });
  });
});

it('without its signed actor the manager answers 401, to _service too', async () => {
  const body = JSON.stringify({ query: '{ _service { sdl } }' });
  const response = await fetch(`${analytics.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(401);
});
