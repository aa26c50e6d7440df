import { createHash } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { Arg, Directive, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTOR_HEADER, anonymous, createActorVerifier } from './actor.ts';
import { DomainError, notFound } from './errors.ts';
import { createLogger } from './logger.ts';
import { createManagerClient } from './manager-client.ts';
import { createServer, createSubgraphServer, listen, type RunningServer } from './server.ts';
import { buildSubgraph, containerOf } from './subgraph.ts';
import { createTestKeys, member } from './testing/actors.ts';
import { graphqlClient } from './testing/graphql-client.ts';

@ObjectType()
@Directive('@key(fields: "id")')
class Thing {
  @Field(() => ID)
  id: string;
}

@Resolver(() => Thing)
class ThingResolver {
  @Query(() => Thing)
  thing(@Arg('id', () => ID) id: string): Thing {
    if (id === 'broken') throw new Error('the password is hunter2');
    if (id === 'field')
      throw new DomainError('INVALID_INPUT', 'slug is too long.', {
        field: 'input.slug',
        details: { limit: 40 },
      });
    if (id !== 'one') throw notFound('Thing', id);
    return { id };
  }
}

const logged: string[] = [];
let server: RunningServer;
let keys: Awaited<ReturnType<typeof createTestKeys>>;

beforeAll(async () => {
  keys = await createTestKeys('bff', 'tenant', 'stranger');
  const trusted = { keys: keys.trusted.keys.filter(({ kid }) => kid !== 'stranger') };
  const { schema } = await buildSubgraph({
    resolvers: [ThingResolver],
    references: { Thing: ({ id }) => ({ id }) },
    container: containerOf(new ThingResolver()),
  });
  const logger = createLogger('things', 'info', { write: (line: string) => void logged.push(line) });
  const verifier = createActorVerifier(trusted, 'gateway');
  const app = createSubgraphServer({ name: 'things', schema, verifier, logger, isReady: async () => {} });
  server = await listen(app, { host: '127.0.0.1', port: 0 });
});

afterAll(() => server.stop());

const actor = member('org-1', 'viewer');
const body = JSON.stringify({ query: '{ thing(id: "one") { id } }' });
const post = (token: string | undefined, text = body) =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { [ACTOR_HEADER]: token }) },
    body: text,
  });

describe('a manager reached without the supergraph', () => {
  it('answers a signed actor', async () => {
    const response = await post(await (await keys.signer('bff')).sign(actor, 'gateway', body));
    expect(await response.json()).toEqual({ data: { thing: { id: 'one' } } });
  });

  it.each([
    ['no actor', async () => undefined],
    ['an unsigned token', async () => 'e30.e30.'],
    [
      'an issuer that is not trusted',
      async () => (await keys.signer('stranger')).sign(actor, 'gateway', body),
    ],
    [
      'an actor signed for another manager',
      async () => (await keys.signer('bff')).sign(actor, 'tenant', body),
    ],
    [
      'an actor signed for another body',
      async () => (await keys.signer('bff')).sign(actor, 'gateway', `${body} `),
    ],
  ])('answers 401 to %s', async (_name, token) => {
    expect((await post(await token())).status).toBe(401);
  });

  it('answers 401 to _service and _entities without an actor', async () => {
    expect((await post(undefined, JSON.stringify({ query: '{ _service { sdl } }' }))).status).toBe(401);
    expect(
      (await post(undefined, JSON.stringify({ query: '{ _entities(representations: []) { __typename } }' })))
        .status,
    ).toBe(401);
  });

  it('answers 401 to an actor that is over its lifetime', async () => {
    const old = Math.floor(Date.now() / 1000) - 60;
    const token = await new SignJWT({
      kind: 'user',
      grants: [],
      bod: createHash('sha256').update(body).digest('base64url'),
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'bff', typ: 'apim-actor+jwt' })
      .setIssuer('bff')
      .setSubject('user')
      .setAudience('gateway')
      .setIssuedAt(old)
      .setExpirationTime(old + 3600)
      .sign(await importJWK(keys.privateKeys.bff!, 'EdDSA'));
    expect((await post(token)).status).toBe(401);
  });

  it('does not take a signed actor by GET', async () => {
    expect((await fetch(`${server.url}/graphql?query={thing(id:"one"){id}}`)).status).toBe(404);
  });
});

describe('errors', () => {
  const ask = async (id: string) =>
    graphqlClient(server.url, 'gateway', await keys.signer('bff'))(actor, `{ thing(id: "${id}") { id } }`);

  it('carry code, field, remedy and details', async () => {
    const { errors } = await ask('field');
    expect(errors?.[0]).toMatchObject({
      message: 'slug is too long.',
      path: ['thing'],
      extensions: {
        code: 'INVALID_INPUT',
        field: 'input.slug',
        remedy: expect.any(String),
        details: { limit: 40 },
      },
    });
  });

  it('hide what is unexpected and log it under the id that the caller gets', async () => {
    const { errors } = await ask('broken');
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(errors?.[0]?.extensions.code).toBe('INTERNAL_ERROR');
    const { errorId } = errors?.[0]?.extensions as unknown as { errorId: string };
    expect(logged.some((line) => line.includes(errorId))).toBe(true);
  });

  it('of a query give no suggestions', async () => {
    const { errors } = await graphqlClient(
      server.url,
      'gateway',
      await keys.signer('bff'),
    )(anonymous, '{ thingy { id } }');
    expect(errors?.[0]?.message).not.toContain('Did you mean');
  });

  it('of another manager are thrown as they are, and an absent manager is named', async () => {
    const client = createManagerClient(
      'tenant',
      { gateway: server.url, policy: 'http://127.0.0.1:1' },
      await keys.signer('tenant'),
    );
    await expect(client.query('gateway', '{ thing(id: "x") { id } }')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(client.query('policy', '{ policies { name } }')).rejects.toMatchObject({
      code: 'MANAGER_UNAVAILABLE',
      message: expect.stringContaining('policy'),
    });
    await client.close();
  });
});

describe('a server', () => {
  it('answers health, readiness and metrics', async () => {
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    expect((await fetch(`${server.url}/ready`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'apim_http_requests_total{route="/health",status="200",part="things"} 1',
    );
  });

  it('that cannot listen frees what it holds', async () => {
    const logger = createLogger('late', 'silent');
    const late = createServer({ name: 'late', logger, isReady: async () => {} });
    const { hostname: host, port } = new URL(server.url);
    let frees = 0;
    const listening = listen(late, { host, port: Number(port) }, async () => void (frees += 1));
    await expect(listening).rejects.toThrow('EADDRINUSE');
    expect(frees).toBe(1);
  });
});

describe('the address of a client', () => {
  const addressSeen = async (trustedProxies?: string[]) => {
    const app = createServer({
      name: 'addresses',
      logger: createLogger('addresses', 'silent'),
      isReady: async () => {},
      trustedProxies,
    });
    app.get('/address', (request) => request.ip);
    const running = await listen(app, { host: '127.0.0.1', port: 0 });
    const seen = await (
      await fetch(`${running.url}/address`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
    ).text();
    await running.stop();
    return seen;
  };

  it('is what a trusted proxy says, and nobody else', async () => {
    expect(await addressSeen()).toBe('127.0.0.1');
    expect(await addressSeen(['127.0.0.0/8'])).toBe('203.0.113.7');
  });
});
