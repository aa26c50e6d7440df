import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReplay, type Replay } from './support/replay.ts';
import { startFixture } from './support/client.ts';
import { freePorts } from './support/free-ports.ts';
import { shapeOf } from './support/shape.ts';
import { present, unlessAbsent } from './support/shared.ts';
import { until } from './support/sinks.ts';

/** Takes what http-log sends; answers the first `failures` requests with 500. */
function startSink(
  port: number,
  failures = 0,
): Promise<{ server: Server; received: { headers: string[]; body: string }[] }> {
  const received: { headers: string[]; body: string }[] = [];
  let left = failures;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (left > 0) {
        left -= 1;
        response.writeHead(500).end();
        return;
      }
      received.push({ headers: request.rawHeaders, body: Buffer.concat(chunks).toString() });
      response.end('ok');
    });
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({ server, received })));
}

describe.skipIf(!present)(`http-log sends what Kong 3.9.3 sends${unlessAbsent}`, () => {
  let replay: Replay;
  let sink: Awaited<ReturnType<typeof startSink>>;
  beforeAll(async () => {
    replay = await startReplay('behaviours/http-log.json');
    const [service] = (replay.behaviour.declarative_config?.services ?? []) as {
      routes: { plugins: { config: { http_endpoint: string } }[] }[];
    }[];
    const endpoint = service?.routes[0]?.plugins[0]?.config.http_endpoint ?? '';
    sink = await startSink(Number(new URL(endpoint).port));
  });
  afterAll(async () => {
    await replay.close();
    sink.server.close();
  });

  it('an authenticated, a refused and a failed request', async () => {
    for (const [index, recorded] of replay.behaviour.cases.entries()) {
      await replay.send(recorded);
      await until(() => sink.received.length === index + 1);
    }
    const recorded = (replay.behaviour.received_by_sink ?? []).map(({ body }) => shapeOf(JSON.parse(body)));
    expect(sink.received.map(({ body }) => shapeOf(JSON.parse(body)))).toEqual(recorded);
  });
});

describe('the queue of http-log', () => {
  it('sends batches as one list, and again what was not taken', async () => {
    const [port = 0] = await freePorts(1);
    const { server, received } = await startSink(port, 2);
    const fixture = await startFixture();
    await fixture.admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await fixture.admin('PUT', '/routes/r', { paths: ['/r'], service: { name: 's' }, tags: ['api:1'] });
    await fixture.admin('POST', '/plugins', {
      name: 'http-log',
      config: {
        http_endpoint: `http://127.0.0.1:${port}/log`,
        queue: { max_batch_size: 3, max_coalescing_delay: 0.3 },
      },
    });
    for (let index = 0; index < 4; index += 1) await (await fixture.proxy(`/r/${index}`)).text();
    await until(() => received.length === 2);
    const batches = received.map(({ body }) => JSON.parse(body) as { route: { tags: string[] } }[]);
    await fixture.close();
    server.close();
    expect(batches.map((batch) => batch.length)).toEqual([3, 1]);
    expect(batches[0]?.[0]?.route.tags).toEqual(['api:1']);
  });
});
