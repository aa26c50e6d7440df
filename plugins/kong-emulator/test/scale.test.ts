import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../src/emulator.ts';
import { startFixture, type Fixture } from './support/client.ts';

const count = 5500;

describe('11,000 routes', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture({ database: false });
    const services = Array.from({ length: count }, (_item, index) => ({
      name: `s${index}`,
      url: fixture.upstreamUrl,
      routes: [
        { name: `a${index}`, paths: [`/p${index % 50}/api-${index}/items`], methods: ['GET'] },
        { name: `b${index}`, paths: [`~/p${index % 50}/api-${index}/items/(?<id>[^/]+)$`], methods: ['GET'] },
      ],
    }));
    const { status } = await fixture.admin('POST', '/config', { _format_version: '3.0', services });
    expect(status).toBe(201);
  });
  afterAll(() => fixture.close());

  it('a route is found in well under a millisecond', () => {
    const { router } = fixture.emulator.gateway;
    const begun = performance.now();
    for (let index = 0; index < 2000; index += 1) {
      const at = (index * 7) % count;
      const path = index % 2 ? `/p${at % 50}/api-${at}/items` : `/p${at % 50}/api-${at}/items/9`;
      const match = router.find({
        method: 'GET',
        path,
        host: 'h',
        port: 80,
        scheme: 'http',
        headers: () => [],
      });
      expect(match?.route.name).toBe(`${index % 2 ? 'a' : 'b'}${at}`);
    }
    expect((performance.now() - begun) / 2000).toBeLessThan(0.5);
  });

  it('lists 11,000 routes page by page, each once', async () => {
    const seen = new Set<string>();
    let next: unknown = '/routes?size=1000';
    while (typeof next === 'string') {
      const { body } = await fixture.admin('GET', next);
      for (const { id } of body.data as { id: string }[]) seen.add(id);
      next = body.next;
    }
    expect(seen.size).toBe(2 * count);
  });
});

describe('entities kept over a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are there again, with their references', async () => {
    const options = { proxyPort: 0, adminPort: 0, database: true, stateFile: join(folder, 'state.json') };
    const first = await startEmulator(options);
    const put = (path: string, body: unknown): Promise<Response> =>
      fetch(first.adminUrl + path, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await put('/services/s', { host: 'h' });
    await put('/routes/r', { paths: ['/r'], service: { name: 's' } });
    await first.close();
    const second = await startEmulator(options);
    const response = await fetch(`${second.adminUrl}/services/s/routes`);
    const { data } = (await response.json()) as { data: { name: string }[] };
    await second.close();
    expect(data.map(({ name }) => name)).toEqual(['r']);
  });

  it('a port in use is said in one sentence', async () => {
    const first = await startEmulator({ proxyPort: 0, adminPort: 0 });
    const port = Number(new URL(first.proxyUrl).port);
    await expect(startEmulator({ proxyPort: port, adminPort: 0 })).rejects.toThrow(
      /port \d+ on 127\.0\.0\.1 \(proxy\) is in use/,
    );
    await first.close();
  });
});
