import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSupergraph, listenSupergraph } from '../src/index.ts';
import { ask } from './ask.ts';
import { composeShop, startShop, type Shop } from './shop.ts';

let shop: Shop;
let open: { url: string; stop(): Promise<void> };
let closed: { url: string; stop(): Promise<void> };

beforeAll(async () => {
  shop = await startShop();
  const options = { supergraphSdl: composeShop().supergraphSdl, subgraphUrls: shop.urls };
  open = await listenSupergraph(createSupergraph({ ...options, introspection: true }));
  closed = await listenSupergraph(createSupergraph(options));
});

afterAll(async () => {
  await Promise.all([open.stop(), closed.stop()]);
  await shop.stop();
});

describe('the GraphQL-over-HTTP specification', () => {
  it.each(serverAudits({ url: () => open.url }).map(({ id, name, fn }) => [id, name, fn] as const))(
    '%s: %s',
    async (_id, _name, audit) => {
      expect(await audit()).toMatchObject({ status: 'ok' });
    },
  );
});

const firstErrorOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { errors: { extensions: object }[] }).errors[0]?.extensions;

describe('a request that is wrong says how to ask instead', () => {
  it.each([
    ['text that is not JSON', '{', 'Send one JSON object'],
    ['no query', '{}', 'Send one JSON object'],
    ['a query that is cut short', '{"query":"{ me { "}', 'line and column'],
    ['an unknown field', '{"query":"{ nothing }"}', 'line and column'],
  ])('%s', async (_what, body, remedy) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(open.url, { method: 'POST', headers, body });
    expect(await firstErrorOf(response)).toMatchObject({
      code: 'INVALID_INPUT',
      remedy: expect.stringContaining(remedy) as string,
    });
  });
});

describe('requests that another site could make a browser send', () => {
  const mutation = 'mutation { rename(id: 1, name: "x") { id } }';

  it('a mutation by GET is refused with 405 and reaches no subgraph', async () => {
    shop.seen.length = 0;
    const response = await fetch(`${open.url}?query=${encodeURIComponent(mutation)}`);
    expect(response.status).toBe(405);
    expect(await firstErrorOf(response)).toMatchObject({ remedy: 'Send mutations by POST.' });
    expect(shop.seen).toEqual([]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'a mutation as %j is refused and reaches no subgraph',
    async (type) => {
      shop.seen.length = 0;
      const body = new Blob([JSON.stringify({ query: mutation })], { type });
      const response = await fetch(open.url, { method: 'POST', body });
      expect(response.status).toBe(415);
      expect(await firstErrorOf(response)).toMatchObject({ code: 'INVALID_INPUT', field: 'Content-Type' });
      expect(shop.seen).toEqual([]);
    },
  );

  it('several operations in one array are refused', async () => {
    const response = await fetch(open.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ me { id } }' }, { query: '{ me { id } }' }]),
    });
    expect(response.status).toBe(400);
  });

  it('no answer admits another origin', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await fetch(open.url, { method: 'OPTIONS', headers });
    const { headers: answered } = await ask(open.url, '{ me { id } }', { headers });
    for (const found of [preflight.headers, answered]) {
      expect([...found.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('what a client must not learn', () => {
  it.each(['{ __schema { queryType { name } } }', '{ __type(name: "Query") { name } }'])(
    'the schema by %s, unless introspection is on',
    async (query) => {
      expect((await ask(closed.url, query)).data).toBeUndefined();
      expect((await ask(open.url, query)).errors).toBeUndefined();
    },
  );

  it.each(['{ prodcts { id } }', '{ product(idd: "1") { id } }', '{ me { nam } }'])(
    'names that are near to those of %s',
    async (query) => {
      const { text } = await ask(closed.url, query);
      expect(text).toContain('errors');
      expect(text).not.toMatch(/did you mean/i);
    },
  );

  it('an inaccessible field or the content of a subgraph’s unexpected error', async () => {
    expect((await ask(open.url, '{ product(id: "1") { hidden } }')).data).toBeUndefined();
    const { text, errors } = await ask(open.url, '{ broken }');
    expect(text).not.toMatch(/hunter2|products|127\.0\.0\.1|\.ts:/);
    expect(errors?.[0]).toMatchObject({
      path: ['broken'],
      extensions: { code: 'INTERNAL_ERROR', errorId: expect.any(String) },
    });
  });
});

it('the standard introspection query of tools keeps within the limits', async () => {
  const { getIntrospectionQuery } = await import('graphql');
  expect((await ask(open.url, getIntrospectionQuery())).errors).toBeUndefined();
});

it('a wrong variable is refused ahead of execution', async () => {
  shop.seen.length = 0;
  const query = 'query ($first: Int!) { products(first: $first) { id } }';
  for (const variables of [{}, { first: 'many' }, { first: null }]) {
    const { errors, data } = await ask(open.url, query, { variables });
    expect(errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
    expect(data).toBeUndefined();
  }
  expect(shop.seen).toEqual([]);
});

it.each([
  ['1,000 aliases', `{ ${Array.from({ length: 1_000 }, (_, at) => `a${at}: me { id }`).join(' ')} }`],
  ['50 levels', `{ me ${'{ reviews { author '.repeat(25)}${'} }'.repeat(25)} }`],
  ['100,000 tokens', `{ me { ${'id '.repeat(100_000)} } }`],
])('%s are refused with the limit and what was asked, and reach no subgraph', async (_name, query) => {
  shop.seen.length = 0;
  const { errors, data } = await ask(open.url, query);
  expect(data).toBeUndefined();
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'QUERY_TOO_COMPLEX',
    details: { limit: expect.any(String), allowed: expect.any(Number), asked: expect.anything() },
  });
  expect(shop.seen).toEqual([]);
});
