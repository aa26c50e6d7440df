import { ApolloGateway } from '@apollo/gateway';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSupergraph, listenSupergraph } from '../src/index.ts';
import { ask } from './ask.ts';
import { composeShop, startShop, type Shop } from './shop.ts';

let shop: Shop;
let served: { url: string; stop(): Promise<void> };
let gateway: ApolloGateway;
let stock: (query: string, variables: object) => Promise<unknown>;

beforeAll(async () => {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  shop = await startShop();
  const { supergraphSdl } = composeShop();
  served = await listenSupergraph(
    createSupergraph({ supergraphSdl, subgraphUrls: shop.urls, introspection: true }),
  );
  const { RemoteGraphQLDataSource } = await import('@apollo/gateway');
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  gateway = new ApolloGateway({
    supergraphSdl,
    logger: silent,
    buildService: ({ name }) =>
      new RemoteGraphQLDataSource({ url: shop.urls[name as keyof typeof shop.urls] }),
  });
  const { executor } = await gateway.load();
  stock = async (query, variables) => {
    const { data } = await executor({
      document: parse(query),
      request: { query, variables },
      queryHash: query,
      context: {},
      metrics: {},
      logger: silent,
      cache: undefined,
      schema: undefined,
      source: query,
    } as never);
    return JSON.parse(JSON.stringify(data ?? null));
  };
});

afterAll(async () => {
  await Promise.all([gateway.stop(), served.stop()]);
  await shop.stop();
});

const queries: [string, object?][] = [
  ['{ me { id name } }'],
  ['{ me { name reviews { text product { title verdict reviews { author { name } } } } } }'],
  ['{ products(first: 5) { title reviews { author { name } } verdict } }'],
  ['query ($n: Int = 2) { products(first: $n) { id } }'],
  ['query ($n: Int = 2) { products(first: $n) { id } }', { n: 4 }],
  ['{ a: product(id: "1") { x: title } b: product(id: "2") { x: title y: verdict } }'],
  ['{ node(id: "1") { __typename id ... on Product { title reviews { text } } ... on Voucher { code } } }'],
  ['{ node(id: "voucher") { kind: __typename ... on Product { title } ... on Voucher { code } } }'],
  ['{ none: product(id: "none") { title reviews { text } } me { id } }'],
  ['{ strict { must may } me { id } }'],
  ['{ me { name nickname } products { id } }'],
  ['{ product(id: "green") { id colour } red: product(id: "red") { colour } }'],
  [
    'query ($s: Boolean!) { me { id name @skip(if: $s) reviews @include(if: $s) { text author { name } } } }',
    { s: true },
  ],
  [
    'query ($s: Boolean!) { me { id name @skip(if: $s) reviews @include(if: $s) { text author { name } } } }',
    { s: false },
  ],
  [
    'query ($s: Boolean!) { me { ...A @include(if: $s) ...B } } fragment A on User { name reviews { id } } fragment B on User { reviews { text } }',
    { s: true },
  ],
  [
    'query ($s: Boolean!) { me { ...A @include(if: $s) ...B } } fragment A on User { name reviews { id } } fragment B on User { reviews { text } }',
    { s: false },
  ],
  ['{ me { id @include(if: true) name @skip(if: true) } }'],
  [
    'mutation { a: rename(id: "1", name: "A") { name reviews { text } } b: rename(id: "2", name: "B") { name } }',
  ],
  ['{ __typename me { __typename reviews { __typename author { __typename name } } } }'],
  ['{ users { name reviews { product { title } } } }'],
  ['{ me { constructor: name toString: name hasOwnProperty: id } }'],
  ['{ __schema { queryType { fields { name } } } me { id } }'],
];

describe('the same data as @apollo/gateway, with the same plans', () => {
  it.each(queries)('%s %j', async (query, variables = {}) => {
    const { data } = await ask(served.url, query, { variables });
    expect(JSON.stringify(data ?? null)).toEqual(JSON.stringify(await stock(query, variables)));
  });
});

describe('nulls where none may be', () => {
  it('take the nearest nullable parent with them, and the error says where', async () => {
    const { data, errors } = await ask(served.url, '{ me { name nickname } products { id } }');
    expect(data).toMatchObject({ me: null, products: [{ id: '1' }, { id: '2' }, { id: '3' }] });
    expect(errors?.map(({ path }) => path)).toEqual([['me', 'nickname']]);
  });

  it('an enum value that clients may not know becomes null with an error', async () => {
    const { data, errors } = await ask(served.url, '{ product(id: "green") { colour } }');
    expect(data).toEqual({ product: { colour: null } });
    expect(errors?.[0]).toMatchObject({
      path: ['product', 'colour'],
      extensions: { code: 'INTERNAL_ERROR' },
    });
  });
});

it('an entity that occurs many times is asked for once', async () => {
  shop.seen.length = 0;
  const { data } = await ask(served.url, '{ products(first: 50) { reviews { author { name } } } }');
  expect((data?.products as unknown[]).length).toBe(50);
  expect(shop.seen.map(({ subgraph }) => subgraph)).toEqual(['products', 'reviews', 'accounts']);
});
