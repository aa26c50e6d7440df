import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, valuesOf, type Fixture, type Seen } from './support/client.ts';
import { freePorts } from './support/free-ports.ts';
import { httpSink, until } from './support/sinks.ts';

describe('what function plugins say of the upstream and of log entries', () => {
  let fixture: Fixture;
  let other: Server;
  let otherPort = 0;

  const place = async (route: string, code: string): Promise<void> => {
    await fixture.admin('PUT', `/routes/${route}`, { paths: [`/${route}`], service: { name: 's' } });
    await fixture.admin('POST', `/routes/${route}/plugins`, {
      name: 'pre-function',
      config: { access: [code] },
    });
  };

  beforeAll(async () => {
    [otherPort = 0] = await freePorts(1);
    other = createServer((request, response) => {
      const headers = request.rawHeaders.flatMap((name, index): [string, string][] =>
        index % 2 === 0 ? [[name, request.rawHeaders[index + 1] ?? '']] : [],
      );
      setTimeout(() => response.end(JSON.stringify({ method: 'other', headers })), 300);
    }).listen(otherPort, '127.0.0.1');
    fixture = await startFixture({});
    await fixture.admin('PUT', '/services/s', { url: fixture.upstreamUrl });
  });
  afterAll(async () => {
    await fixture.close();
    other.closeAllConnections();
    other.close();
  });

  it('set_target sends a request elsewhere, with the host alone as Host', async () => {
    await place('target', `kong.service.set_target("127.0.0.1", ${otherPort})`);
    const seen = (await (await fixture.proxy('/target')).json()) as Seen;
    expect(seen.method).toBe('other');
    expect(valuesOf(seen, 'host')).toEqual(['127.0.0.1']);
  });

  it('set_timeouts and set_retries stand in the place of what the service says', async () => {
    const code = `kong.service.set_target("127.0.0.1", ${otherPort}) kong.service.set_timeouts(1000, 1000, 50) kong.service.set_retries(0)`;
    await place('slow', code);
    expect((await fixture.proxy('/slow')).status).toBe(504);
    await place('dead', `kong.service.set_target("127.0.0.1", 1) kong.service.set_retries(2)`);
    expect((await fixture.proxy('/dead')).status).toBe(502);
  });

  it('what is out of range is an error of the chunk', async () => {
    for (const [index, code] of [
      'set_retries(-1)',
      'set_timeouts(0, 1, 1)',
      'set_target("a", 65536)',
    ].entries()) {
      await place(`wrong${index}`, `kong.service.${code}`);
      expect((await fixture.proxy(`/wrong${index}`)).status).toBe(500);
    }
  });

  it('set_serialize_value and custom fields reach log entries, and take fields away', async () => {
    const [port = 0] = await freePorts(1);
    const sink = await httpSink(port);
    await place(
      'logged',
      `kong.log.set_serialize_value("apim.plan", "gold") kong.log.set_serialize_value("request.method", "X", { mode = "add" }) kong.log.set_serialize_value("nope", 1, { mode = "replace" })`,
    );
    await fixture.admin('POST', '/routes/logged/plugins', {
      name: 'http-log',
      config: {
        http_endpoint: `http://127.0.0.1:${port}/`,
        custom_fields_by_lua: { 'request.headers.authorization': 'return nil', 'extra.deep': 'return {1}' },
      },
    });
    await fixture.proxy('/logged', { headers: { authorization: 'Bearer x' } });
    await until(() => sink.received.length === 1);
    sink.close();
    const entry = JSON.parse(sink.received[0]?.body.toString() ?? '') as Record<string, unknown>;
    expect(entry).toMatchObject({ apim: { plan: 'gold' }, extra: { deep: [1] }, request: { method: 'GET' } });
    expect(entry).not.toHaveProperty('nope');
    expect(JSON.stringify(entry)).not.toContain('Bearer');
  });
});
