import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSupergraph, listenSupergraph } from '../src/index.ts';
import { ask } from './ask.ts';
import { composeShop, shopNames } from './shop.ts';

/** What each subgraph answers next, word for word. */
const replies = new Map<string, string[]>();
const servers: Server[] = [];
let served: { url: string; stop(): Promise<void> };

beforeAll(async () => {
  const subgraphUrls: Record<string, string> = {};
  for (const name of shopNames) {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(replies.get(name)?.shift() ?? '{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    subgraphUrls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    servers.push(server);
  }
  served = await listenSupergraph(
    createSupergraph({ supergraphSdl: composeShop().supergraphSdl, subgraphUrls }),
  );
});

beforeEach(() => replies.clear());

afterAll(async () => {
  await served.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const QUERY = '{ me { id name reviews { id text } } }';

describe('keys of a subgraph’s reply that name prototypes', () => {
  const poison =
    '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"toString":"x"';

  it.each([
    ['in its objects', `{"data":{"me":{"__typename":"User","id":"1","name":"A",${poison}},${poison}}}`],
    [
      'escaped',
      `{"data":{"me":{"__typename":"User","id":"1","name":"A","\\u005f_proto__":{"polluted":"yes"}}}}`,
    ],
  ])('%s pollute nothing and do not get out', async (_name, reply) => {
    replies.set('accounts', [reply]);
    replies.set('reviews', [
      `{"data":{"_entities":[{"__typename":"User",${poison},"reviews":[{"id":"r",${poison},"text":"T"}]}]}}`,
    ]);
    const { text, data } = await ask(served.url, QUERY);
    expect(data).toEqual({ me: { id: '1', name: 'A', reviews: [{ id: 'r', text: 'T' }] } });
    expect(text).not.toContain('polluted');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.prototype.toString).toBeTypeOf('function');
  });
});

describe('a reply that is no answer to the question', () => {
  it.each([
    ['data of another form', '{"data":{"me":"text"}}'],
    ['a list in place of an object', '{"data":{"me":[1,2]}}'],
    ['data that is a list', '{"data":[]}'],
    ['no JSON', '<html>db.internal</html>'],
    [
      'an error without a code',
      '{"errors":[{"message":"at db.internal (/srv/app.ts:1)","extensions":{"stacktrace":["x"]}}],"data":null}',
    ],
    ['errors that are none', '{"errors":[null,1,"x"],"data":{"me":null}}'],
    ['errors that are no list', '{"errors":{"message":"db.internal"},"data":null}'],
    [
      'an unknown code',
      '{"errors":[{"message":"db.internal","extensions":{"code":"constructor"}}],"data":null}',
    ],
  ])('%s is answered with null and leaks nothing', async (_name, reply) => {
    replies.set('accounts', [reply]);
    const { status, text, data } = await ask(served.url, '{ me { id } }');
    expect(status).toBe(200);
    expect(data).toEqual({ me: null });
    expect(text).not.toMatch(/db\.internal|stacktrace|accounts|127\.0\.0\.1|\.ts:/);
  });

  it('another number of entities than was asked for leaves their fields null', async () => {
    replies.set('accounts', [
      '{"data":{"users":[{"__typename":"User","id":"1"},{"__typename":"User","id":"2"}]}}',
    ]);
    replies.set('reviews', ['{"data":{"_entities":[{"reviews":[]}]}}']);
    const { errors } = await ask(served.url, '{ users { id reviews { id } } }');
    expect(errors?.[0]?.extensions.code).toBe('INTERNAL_ERROR');
  });
});

describe('a coded error of a subgraph', () => {
  const coded = (path: unknown) => ({
    message: 'The slug is taken.',
    path,
    extensions: {
      code: 'CONFLICT',
      field: 'input.slug',
      remedy: 'Choose another.',
      details: { slug: 'a' },
      serviceName: 'accounts',
      stacktrace: ['secret.ts'],
    },
  });

  it('keeps message, path, code, field, remedy and details, and nothing else', async () => {
    replies.set('accounts', [JSON.stringify({ data: { me: null }, errors: [coded(['me'])] })]);
    const { errors } = await ask(served.url, '{ me { id } }');
    expect(errors).toEqual([
      {
        message: 'The slug is taken.',
        path: ['me'],
        extensions: {
          code: 'CONFLICT',
          field: 'input.slug',
          remedy: 'Choose another.',
          details: { slug: 'a' },
        },
      },
    ]);
  });

  it('of an entity has the path of each place where the entity is in the response', async () => {
    replies.set('products', [
      '{"data":{"products":[{"__typename":"Product","id":"1"},{"__typename":"Product","id":"2"},{"__typename":"Product","id":"1"}]}}',
    ]);
    const reply = {
      data: { _entities: [null, { reviews: [] }] },
      errors: [coded(['_entities', 0, 'reviews'])],
    };
    replies.set('reviews', [JSON.stringify(reply)]);
    const { errors } = await ask(served.url, '{ products { id reviews { id } } }');
    expect(errors?.map(({ path }) => path)).toEqual([
      ['products', 0, 'reviews'],
      ['products', 2, 'reviews'],
    ]);
  });
});

it('a subgraph that is away makes its fields null, with the others’ answered', async () => {
  const alone = await listenSupergraph(
    createSupergraph({
      supergraphSdl: composeShop().supergraphSdl,
      subgraphUrls: { accounts: 'http://127.0.0.1:1/graphql', products: served.url, reviews: served.url },
    }),
  );
  try {
    const { data, errors, text } = await ask(alone.url, '{ me { id } }');
    expect(data).toEqual({ me: null });
    expect(errors?.[0]).toMatchObject({
      extensions: { code: 'MANAGER_UNAVAILABLE', remedy: expect.any(String) },
    });
    expect(text).not.toMatch(/accounts|127\.0\.0\.1/);
  } finally {
    await alone.stop();
  }
});

it('variables nested 50,000 deep are refused', async () => {
  const depth = 50_000;
  const body = `{"query":"query ($id: ID!) { product(id: $id) { id } }","variables":{"id":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
  const response = await fetch(served.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: expect.stringMatching(/INVALID_INPUT|QUERY_TOO_COMPLEX/) } }],
  });
});
