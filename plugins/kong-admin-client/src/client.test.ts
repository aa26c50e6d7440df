import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createKongAdminClient, type KongAdminClient } from './client.ts';
import type { KongAdminError } from './errors.ts';
import { delayBefore } from './retry.ts';
import type { TransportOptions } from './transport.ts';

const open: { server?: Server; client?: KongAdminClient } = {};
const seen: IncomingMessage[] = [];

async function clientOf(
  answer: RequestListener,
  options: Partial<TransportOptions> = {},
): Promise<KongAdminClient> {
  seen.length = 0;
  open.server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((ready) => open.server?.listen(0, '127.0.0.1', ready));
  const adminUrl = `http://127.0.0.1:${(open.server.address() as AddressInfo).port}`;
  return (open.client = createKongAdminClient({
    adminUrl,
    backoffMs: 1,
    retries: 2,
    timeoutMs: 300,
    ...options,
  }));
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error: KongAdminError) => error,
  );

afterEach(async () => {
  await open.client?.close();
  open.server?.closeAllConnections();
  open.server?.close();
});

describe('client', () => {
  it('429 and 5xx are tried again, and the last answer counts', async () => {
    const statuses = [503, 429, 200];
    const client = await clientOf((_request, response) =>
      response.writeHead(statuses.shift() ?? 200).end('{}'),
    );
    expect(await client.status()).toEqual({ configurationHash: null, databaseReachable: null });
    expect(seen).toHaveLength(3);
  });
  it('tries are bounded', async () => {
    const client = await clientOf((_request, response) =>
      response.writeHead(500).end('{"message":"An unexpected error occurred"}'),
    );
    expect(await failure(client.status())).toMatchObject({
      kind: 'unavailable',
      status: 500,
      message: 'An unexpected error occurred',
    });
    expect(seen).toHaveLength(3);
  });
  it('what Kong refuses is not tried again', async () => {
    const client = await clientOf((_request, response) =>
      response.writeHead(400).end('{"message":"no","code":2,"fields":{"host":"bad"}}'),
    );
    const error = await failure(client.put('service', { id: 'x', name: 'n', host: 'h' }));
    expect(error).toMatchObject({
      kind: 'refused',
      code: 2,
      fields: { host: 'bad' },
      entity: { kind: 'service', id: 'x', name: 'n' },
    });
    expect(seen).toHaveLength(1);
  });
  it('silence ends at the deadline of each try', async () => {
    const client = await clientOf(() => undefined, { timeoutMs: 50 });
    expect(await failure(client.status())).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('no answer in time'),
    });
    expect(seen).toHaveLength(3);
  });
  it('a refused connection is unreachable at once', async () => {
    const client = createKongAdminClient({ adminUrl: 'http://127.0.0.1:1', retries: 5, backoffMs: 1000 });
    const start = performance.now();
    expect(await failure(client.status())).toMatchObject({ kind: 'unreachable' });
    expect(performance.now() - start).toBeLessThan(900);
    await client.close();
  });
  it('a redirect is not followed', async () => {
    const client = await clientOf((_request, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    );
    expect(await failure(client.status())).toMatchObject({ kind: 'unexpected', status: 302 });
    expect(seen).toHaveLength(1);
  });
  it('an answer over the limit is cut off', async () => {
    const client = await clientOf((_request, response) => response.end(`{"a":"${'x'.repeat(2000)}"}`), {
      maxResponseBytes: 1000,
    });
    expect(await failure(client.status())).toMatchObject({
      kind: 'unexpected',
      message: expect.stringContaining('1000 bytes'),
    });
  });
  it('an abort stops waiting and trying', async () => {
    const client = await clientOf((_request, response) =>
      response.writeHead(503, { 'retry-after': '20' }).end('{}'),
    );
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    expect(await failure(client.status({ signal: controller.signal }))).toMatchObject({ kind: 'aborted' });
  });
  it('lists are read page by page, filtered by all tags', async () => {
    const client = await clientOf((request, response) => {
      const offset = new URL(request.url ?? '', 'http://x').searchParams.get('offset');
      response.end(
        JSON.stringify(
          offset ? { data: [{ id: 'b' }], next: null } : { data: [{ id: 'a' }], offset: 'next page' },
        ),
      );
    });
    expect(await client.list('acl', { tags: ['apim', 'x:1'] })).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(seen.map(({ url }) => url)).toEqual([
      '/acls?size=1000&tags=apim%2Cx%3A1',
      '/acls?size=1000&tags=apim%2Cx%3A1&offset=next+page',
    ]);
  });
  it('no more requests than allowed are under way', async () => {
    let [now, most] = [0, 0];
    const client = await clientOf(
      (_request, response) => {
        most = Math.max(most, (now += 1));
        setTimeout(() => response.end('{}', () => (now -= 1)), 5);
      },
      { concurrency: 3 },
    );
    await Promise.all(Array.from({ length: 12 }, () => client.status()));
    expect(most).toBe(3);
  });
  it('the token and the prefix of the address are sent', async () => {
    const client = await clientOf((_request, response) => response.end('{}'), { token: 'secret' });
    await client.status();
    expect(seen[0]?.headers.authorization).toBe('Bearer secret');
  });
  it('info tells the mode and the plugins', async () => {
    const client = await clientOf((_request, response) =>
      response.end(
        '{"version":"3.9.3","configuration":{"database":"off"},"plugins":{"available_on_server":{"cors":{},"acl":{}}}}',
      ),
    );
    expect(await client.info()).toEqual({
      version: '3.9.3',
      nodeId: null,
      mode: 'DBLESS',
      plugins: ['acl', 'cors'],
    });
  });
});

describe('waiting between tries', () => {
  it('follows Retry-After in seconds or as a date, up to 30 s', () => {
    expect(delayBefore(0, 100, '2')).toBe(2000);
    expect(delayBefore(0, 100, '3600')).toBe(30_000);
    expect(delayBefore(0, 100, new Date(Date.now() + 5_000).toUTCString())).toBeGreaterThan(3_000);
  });
  it('otherwise doubles up to 5 s, with full jitter', () => {
    const longest = [0, 1, 2, 10].map((tried) => delayBefore(tried, 100, undefined, () => 1));
    expect(longest).toEqual([100, 200, 400, 5000]);
    expect(delayBefore(3, 100, undefined, () => 0)).toBe(0);
  });
});
