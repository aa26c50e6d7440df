import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anonymous } from '@apim/kit/actor';
import { member } from '@apim/kit/testing/actors';
import { afterEach, describe, expect, it } from 'vitest';
import { createDataSource, type DataSource } from './data-source.ts';
import { createFlights } from './in-flight.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(ends.splice(0).map((end) => end()))));

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

function sourceOf(url: string, options: { timeoutMs?: number; maxAnswerBytes?: number } = {}): DataSource {
  const source = createDataSource({ name: 'things', url, flights: createFlights(), ...options });
  ends.push(() => source.close());
  return source;
}

const BODY = JSON.stringify({ query: '{ a }' });

/** Answers each request after a moment, with its number. */
async function counting(): Promise<{ source: DataSource; count: () => number; ports: Set<number> }> {
  let count = 0;
  const ports = new Set<number>();
  const url = await serve((request, response) => {
    const number = ++count;
    ports.add(request.socket.remotePort ?? 0);
    setTimeout(() => response.end(JSON.stringify({ data: { number } })), 30);
  });
  return { source: sourceOf(url), count: () => count, ports };
}

describe('queries that are the same while in flight', () => {
  const one = member('org-1', 'viewer');

  it('are one request, and each caller gets a copy of its own', async () => {
    const { source, count } = await counting();
    const answers = await Promise.all([1, 2, 3].map(() => source.send(BODY, true, { actor: one })));
    expect(count()).toBe(1);
    expect(answers).toEqual(answers.map(() => ({ data: { number: 1 } })));
    expect(new Set(answers.map(({ data }) => data)).size).toBe(3);
  });

  it('are never shared between actors, not even of one user in two organisations or with two roles', async () => {
    const { source, count } = await counting();
    const actors = [
      one,
      member('org-2', 'viewer'),
      member('org-1', 'viewer', undefined, 'someone-else'),
      { ...member('org-1', 'developer'), sub: one.sub },
      member('org-1', 'viewer', 'project-1'),
      anonymous,
      undefined,
    ];
    const answers = await Promise.all(actors.map((actor) => source.send(BODY, true, { actor })));
    expect(count()).toBe(actors.length);
    expect(new Set(answers.map(({ data }) => data?.number)).size).toBe(actors.length);
  });

  it('are asked again once answered, and mutations always', async () => {
    const { source, count } = await counting();
    await source.send(BODY, true, { actor: one });
    await source.send(BODY, true, { actor: one });
    expect(count()).toBe(2);
    await Promise.all([1, 2].map(() => source.send(BODY, false, { actor: one })));
    expect(count()).toBe(4);
  });

  it('that began before a mutation ended are not joined after it', async () => {
    let release = () => {};
    let count = 0;
    const url = await serve((_request, response) => {
      count++;
      if (count === 1) release = () => response.end('{"data":{"seen":"before"}}');
      else response.end('{"data":{"seen":"after"}}');
    });
    const source = sourceOf(url);
    const early = source.send(BODY, true, { actor: one });
    while (count === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await source.send('{"query":"mutation { b }"}', false, { actor: one });
    expect(await source.send(BODY, true, { actor: one })).toEqual({ data: { seen: 'after' } });
    release();
    expect(await early).toEqual({ data: { seen: 'before' } });
  });
});

it('connections are kept alive', async () => {
  const { source, ports } = await counting();
  for (let at = 0; at < 20; at++) await source.send(BODY, false, {});
  // The pool may open a second one while the first is still being given back.
  expect(ports.size).toBeLessThanOrEqual(2);
});

describe('MANAGER_UNAVAILABLE, without a name or an address, answers a subgraph that', () => {
  const expectUnavailable = async (source: DataSource, withinMs: number) => {
    const begun = performance.now();
    const error = await source.send(BODY, true, {}).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'MANAGER_UNAVAILABLE' });
    expect(JSON.stringify(error)).not.toMatch(/things|127\.0\.0\.1/);
    expect(performance.now() - begun).toBeLessThan(withinMs);
  };

  it('is not there', () => expectUnavailable(sourceOf('http://127.0.0.1:1/graphql'), 1_000));

  it('never answers', async () => {
    await expectUnavailable(sourceOf(await serve(() => {}), { timeoutMs: 100 }), 1_000);
  });

  it('sends its answer byte by byte past the deadline', async () => {
    const url = await serve((_request, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expectUnavailable(sourceOf(url, { timeoutMs: 200 }), 1_000);
  });

  it('breaks off in the middle', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"data":');
      setTimeout(() => response.destroy(), 10);
    });
    await expectUnavailable(sourceOf(url), 1_000);
  });

  it('sends more than is admitted', async () => {
    const url = await serve((_request, response) => void response.end(`{"data":"${'x'.repeat(200_000)}"}`));
    await expectUnavailable(sourceOf(url, { maxAnswerBytes: 100_000 }), 1_000);
  });

  it('is behind a proxy that answers 503 with a page', async () => {
    const url = await serve(
      (_request, response) => void response.writeHead(503).end('<html>upstream things:4001</html>'),
    );
    await expectUnavailable(sourceOf(url), 1_000);
  });
});

it.each(['', 'null', '[]', '"x"', '{}', '<html>', '{"data":'])(
  'an answer of %j is an error',
  async (text) => {
    const url = await serve((_request, response) => void response.end(text));
    await expect(sourceOf(url).send(BODY, true, {})).rejects.toThrow();
  },
);
