import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePolicy } from '../define-policy.ts';
import type { Handlers } from '../handler/context.ts';
import type { Policy } from '../policy.ts';
import { runHandlers, type RunOptions } from './run-handlers.ts';

const schema = z.object({ list: z.array(z.string()).default(['a']).describe('Texts.') });

function policy(handlers: Handlers<z.output<typeof schema>>): Policy {
  return definePolicy({
    name: 'tried',
    version: '1.0.0',
    title: 'Tried',
    summary: 'Tries handlers.',
    direction: 'inbound',
    scopes: ['api'],
    configuration: schema,
    merge: 'override',
    examples: [],
    kong: { plugins: [], minimalVersion: '3.9.0' },
    describe: () => 'tries',
    upstreams: () => ({ canary: 'https://canary.test' }),
    ...handlers,
  }) as unknown as Policy;
}

const run = (handlers: Handlers<z.output<typeof schema>>, options: Partial<RunOptions> = {}) =>
  runHandlers(policy(handlers), { config: {}, ...options });

const jsonAnswer = (body: string) => ({ headers: { 'Content-Type': 'application/json' }, body });

describe('requests', () => {
  it('headers know no case, the first value is read, all are replaced', () => {
    const { upstreamRequest, response } = run(
      {
        onRequest: (ctx) => {
          ctx.request.setHeader('X-First', ctx.request.header('x-MANY') ?? '');
          ctx.request.setHeader('x-many', 'one');
          ctx.request.removeHeader('X-GONE');
        },
        onResponse: (ctx) => ctx.response.setHeader('X-Seen', ctx.request.header('x-many') ?? ''),
      },
      { request: { headers: { 'X-Many': ['a', 'b'], 'x-gone': 'x' } } },
    );
    expect(upstreamRequest?.headers).toEqual({ 'x-first': 'a', 'x-many': 'one' });
    expect(response.headers).toMatchObject({ 'x-seen': 'one' });
  });

  it('query parameters are decoded, and read as changed', () => {
    const read: unknown[] = [];
    const { upstreamRequest } = run(
      {
        onRequest: ({ request }) => {
          read.push(request.query('a b'), request.query('bare'), request.query('none'));
          request.setQuery('a b', 'é&');
          request.removeQuery('bare');
          read.push(request.query('a b'));
        },
      },
      { request: { path: '/x?a+b=%C3%A9+1&a+b=2&bare&c=3' } },
    );
    expect(read).toEqual(['é 1', '', undefined, 'é&']);
    expect([...new URLSearchParams(upstreamRequest?.query)]).toEqual([
      ['c', '3'],
      ['a b', 'é&'],
    ]);
  });

  it('the path is as Kong routes it, the path of the upstream as it is sent', () => {
    const { upstreamRequest, logs } = run(
      {
        onRequest: ({ request, log }) => {
          log.info(request.path());
          request.setUpstreamPath(`${request.upstreamPath()}/ü x`);
        },
      },
      { request: { path: '/a/../b//%C3%A9%20c%2Fd' } },
    );
    expect(logs).toEqual([{ level: 'info', message: '/b/é c%2Fd' }]);
    expect(upstreamRequest?.path).toBe('/b/%C3%A9%20c%2Fd/%C3%BC%20x');
  });

  it('the consumer is known from onRequest on', () => {
    const consumer = { id: '1', username: 'ana', customId: undefined };
    const seen: unknown[] = [];
    const { upstreamRequest } = run(
      {
        onEarlyRequest: (ctx) => void seen.push(ctx.consumer()),
        onRequest: (ctx) => void seen.push(ctx.consumer(), ctx.request.header('X-Consumer-Username')),
      },
      { consumer, request: { headers: { 'X-Consumer-Custom-ID': 'forged' } } },
    );
    expect(seen).toEqual([undefined, consumer, 'ana']);
    expect(upstreamRequest?.headers).toEqual({ 'x-consumer-id': '1', 'x-consumer-username': 'ana' });
  });

  it('a body over 8 MiB is not read', () => {
    const read: unknown[] = [];
    const onRequest: Handlers<unknown>['onRequest'] = ({ request }) => void read.push(request.text()?.length);
    const limit = 8 * 1024 * 1024;
    run({ onRequest }, { request: { method: 'POST', body: 'x'.repeat(limit) } });
    run({ onRequest }, { request: { method: 'POST', body: 'x'.repeat(limit + 1) } });
    expect(read).toEqual([limit, undefined]);
  });

  it.each([
    ['a header of the connection', (ctx) => ctx.request.setHeader('Content-Length', '1')],
    ['a line break in a header', (ctx) => ctx.request.setHeader('X-A', 'a\r\nX-B: b')],
    ['a forged identity', (ctx) => ctx.request.setHeader('X-Consumer-ID', '1')],
    ['a query in the path', (ctx) => ctx.request.setUpstreamPath('/a?b')],
    ['an upstream that is not declared', (ctx) => ctx.upstream.choose('other')],
    ['a status that is none', (ctx) => ctx.respond(99)],
    ['a changed configuration', (_, config) => void (config.list as string[]).push('b')],
  ] satisfies [string, Handlers<z.output<typeof schema>>['onRequest']][])(
    '%s fails the policy',
    (_, onRequest) => {
      const { upstreamRequest, response } = run({ onRequest });
      expect(upstreamRequest).toBeUndefined();
      expect(response).toEqual({
        status: 500,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: '{"message":"The policy tried failed"}',
      });
    },
  );
});

describe('respond', () => {
  it('ends the request also inside of try, and nothing after it has an effect', () => {
    let later = false;
    const { upstreamRequest, response, logs } = run({
      onEarlyRequest: (ctx) => {
        try {
          ctx.respond(403, { no: [] }, { 'X-A': '1' });
        } catch {
          ctx.log.warn('caught');
        }
      },
      onRequest: () => void (later = true),
    });
    expect([upstreamRequest, later, logs]).toEqual([undefined, false, []]);
    expect(response).toEqual({
      status: 403,
      headers: { 'content-type': 'application/json; charset=utf-8', 'x-a': '1' },
      body: '{"no":[]}',
    });
  });

  it('the phases of the answer run on it', () => {
    const { response } = run({
      onRequest: (ctx) => ctx.respond(403, { secret: 1 }),
      onResponse: (ctx) => ctx.response.setHeader('X-Status', String(ctx.response.status())),
      onResponseBody: () => ({ masked: true }),
    });
    expect(response).toMatchObject({ status: 403, headers: { 'x-status': '403' }, body: '{"masked":true}' });
  });

  it('a text is text, without a body there is no type', () => {
    const text = run({ onRequest: (ctx) => ctx.respond(200, 'hi') }).response;
    expect(text).toMatchObject({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'hi' });
    expect(run({ onRequest: (ctx) => ctx.respond(204) }).response).toEqual({
      status: 204,
      headers: {},
      body: '',
    });
  });
});

describe('answers', () => {
  const withheld = '{"message":"The answer was withheld by policy: it could not be read"}';

  it('a body is rewritten, and number texts stay', () => {
    const { upstreamRequest, response } = run(
      {
        onResponseBody: (ctx, _, body) => {
          ctx.json.set(body, '$.a', 'x');
          return body;
        },
      },
      {
        request: { headers: { 'Accept-Encoding': 'gzip', Range: 'bytes=0-1' } },
        upstream: {
          headers: { 'Content-Type': 'application/json', ETag: '"1"' },
          body: '{ "n": 1.10, "a": 1 }',
        },
      },
    );
    expect(upstreamRequest?.headers).toEqual({});
    expect(response).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"n":1.10,"a":"x"}',
    });
  });

  it.each([
    [
      'a compressed one',
      { headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, body: gzipSync('{}') },
      502,
    ],
    ['a part of one', { ...jsonAnswer('{}'), status: 206 }, 502],
    ['one of another type', { headers: { 'Content-Type': 'text/html' }, body: '<p>' }, 502],
    ['one of no type', { body: 'x' }, 502],
    ['an error page', { status: 404, headers: { 'Content-Type': 'text/html' }, body: '<p>' }, 404],
    ['broken JSON', jsonAnswer('{"a":1,}'), 200],
    ['one over 8 MiB', jsonAnswer(`"${'x'.repeat(8 * 1024 * 1024)}"`), 200],
  ])('%s is withheld', (_, upstream, status) => {
    const { response } = run({ onResponseBody: (_ctx, _config, body) => body }, { upstream });
    expect(response).toMatchObject({ status, body: withheld });
  });

  it('an error withholds', () => {
    const fail = (): never => {
      throw new Error('broken');
    };
    const upstream = jsonAnswer('{"secret":1}');
    expect(
      run({ onResponse: fail, onResponseBody: (_ctx, _config, body) => body }, { upstream }).response,
    ).toMatchObject({
      status: 502,
      body: withheld,
    });
    expect(run({ onResponseBody: fail }, { upstream }).response).toMatchObject({
      status: 200,
      body: withheld,
    });
  });

  it('nothing is withheld where there is no body', () => {
    const onResponseBody = () => null;
    expect(run({ onResponseBody }, { upstream: { status: 204 } }).response.status).toBe(204);
    expect(run({ onResponseBody }, { upstream: {} }).response).toMatchObject({ status: 200, body: '' });
    expect(
      run({ onResponseBody }, { request: { method: 'HEAD' }, upstream: jsonAnswer('1') }).response.status,
    ).toBe(200);
  });

  it('state is copied in and out', () => {
    const { response } = run({
      onRequest: (ctx) => {
        const list = [1];
        ctx.state.set('list', list);
        list.push(2);
      },
      onResponse: (ctx) =>
        ctx.response.setHeader('X-State', ctx.json.stringify(ctx.state.get('list') ?? null)),
    });
    expect(response.headers['x-state']).toBe('[1]');
  });
});

it('the clock is the one that is given', () => {
  const { response } = run(
    {
      onRequest: ({ time, respond }) =>
        respond(200, [time.now(), time.iso(time.now()), time.httpDate(time.now())]),
    },
    { now: 1_800_000_000_500 },
  );
  expect(response.body).toBe('[1800000000.5,"2027-01-15T08:00:00Z","Fri, 15 Jan 2027 08:00:00 GMT"]');
});
