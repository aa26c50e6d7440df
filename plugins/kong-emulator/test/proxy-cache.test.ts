import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './support/client.ts';

describe('what the recordings of proxy-cache leave open', () => {
  let fixture: Fixture;
  let upstream: Server;
  let now = Date.parse('2026-11-24T12:00:00Z');
  let calls = 0;

  beforeAll(async () => {
    upstream = createServer((request, response) => {
      calls += 1;
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('Cache-Control', 'max-age=60');
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      if (request.url?.endsWith('/half')) {
        response.setHeader('Content-Length', '100');
        response.write('{"half":');
        setTimeout(() => response.destroy(), 20);
        return;
      }
      response.end(JSON.stringify({ call: calls }));
    }).listen(0, '127.0.0.1');
    fixture = await startFixture({ clock: () => now });
    const { port } = upstream.address() as AddressInfo;
    await fixture.admin('PUT', '/services/s', { url: `http://127.0.0.1:${port}` });
    await fixture.admin('PUT', '/routes/r', { paths: ['/r'], service: { name: 's' } });
    await fixture.admin('PUT', '/plugins/11111111-1111-4111-8111-111111111111', {
      name: 'proxy-cache',
      route: { name: 'r' },
      config: { strategy: 'memory', cache_control: true },
    });
  });
  afterAll(async () => {
    await fixture.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  const get = async (path: string, headers: Record<string, string> = {}): Promise<[string, string]> => {
    const response = await fixture.proxy(path, { headers });
    return [response.headers.get('x-cache-status') ?? '', await response.text()];
  };

  it('an older answer than the caller wants is fetched anew, and kept from then on', async () => {
    const [, first] = await get('/r/a');
    now += 10_000;
    expect(await get('/r/a')).toEqual(['Hit', first]);
    const [status, second] = await get('/r/a', { 'cache-control': 'max-age=5' });
    expect([status, second === first]).toEqual(['Refresh', false]);
    expect(await get('/r/a', { 'cache-control': 'max-age=5' })).toEqual(['Hit', second]);
    expect((await get('/r/a', { 'cache-control': 'min-fresh=61' }))[0]).toBe('Refresh');
    now += 61_000;
    expect((await get('/r/a'))[0]).toBe('Miss');
  });

  it('every line of a name is kept', async () => {
    await get('/r/lines');
    const response = await fixture.proxy('/r/lines');
    expect(response.headers.get('x-cache-status')).toBe('Hit');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('half an answer is not kept', async () => {
    await expect(get('/r/half')).rejects.toThrow();
    const before = calls;
    await expect(get('/r/half')).rejects.toThrow();
    expect(calls).toBe(before + 1);
  });

  it('the Admin API finds an answer by its plugin, and takes it away', async () => {
    const key = (await fixture.proxy('/r/key')).headers.get('x-cache-key') ?? '';
    const path = `/proxy-cache/11111111-1111-4111-8111-111111111111/caches/${key}`;
    expect(await fixture.admin('GET', path)).toMatchObject({ status: 200, body: { status: 200, ttl: 60 } });
    expect((await fixture.admin('DELETE', path)).status).toBe(204);
    expect((await get('/r/key'))[0]).toBe('Miss');
  });

  it('a dictionary that is not there is refused', async () => {
    const config = { strategy: 'memory', memory: { dictionary_name: 'nope' } };
    const refused = await fixture.admin('POST', '/plugins', { name: 'proxy-cache', config });
    expect(refused).toMatchObject({ status: 400 });
    expect(JSON.stringify(refused.body)).toContain("missing shared dict 'nope'");
  });
});
