import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './support/client.ts';
import { exchangeRaw, type RawAnswer } from './support/raw-http.ts';

describe('what is sent to confuse two servers about the end of a request', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
    await fixture.admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await fixture.admin('PUT', '/routes/r', { paths: ['/r'], service: { name: 's' } });
    await fixture.admin('PUT', '/routes/admin', { paths: ['/admin'], service: { name: 's' } });
    await fixture.admin('POST', '/routes/admin/plugins', {
      name: 'request-termination',
      config: { status_code: 403 },
    });
  });
  afterAll(() => fixture.close());

  const send = (text: string, port = new URL(fixture.emulator.proxyUrl).port): Promise<RawAnswer> =>
    exchangeRaw(Number(port), Buffer.from(text, 'latin1'));

  const smuggled = 'GET /r/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  it.each([
    [
      'CL.TE',
      `POST /r HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'TE.TE',
      `POST /r HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['an odd TE', `POST /r HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [
      'two lengths',
      `POST /r HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nabcde${smuggled}`,
    ],
    ['a length with a sign', `POST /r HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde`],
    ['a space before the colon', `POST /r HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nabcde`],
    ['a folded header', `GET /r HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n X-B: 2\r\n\r\n`],
    ['no Host', 'GET /r HTTP/1.1\r\n\r\n'],
    ['a bad first line', 'GET /r x HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['headers of 40 kB', `GET /r HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`],
  ])('%s answers 400 on the proxy', async (_what, text) => {
    expect((await send(text)).status).toBe(400);
  });

  it('CL.TE answers 400 on the Admin API', async () => {
    const { port } = new URL(fixture.emulator.adminUrl);
    const answer = await send(
      'POST /services HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      port,
    );
    expect(answer.status).toBe(400);
  });

  it.each([
    '/%61dmin',
    '/r/../admin',
    '/r/%2e%2e/admin',
    '//admin',
    '/./admin',
    '/%2e/admin',
    '/r/.%2e/admin',
  ])('%s passes no rule of /admin', async (target) => {
    expect((await send(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`)).status).toBe(403);
  });

  it('CONNECT and TRACE are refused', async () => {
    const answers = await Promise.all(
      ['CONNECT', 'TRACE'].map((method) => send(`${method} /r HTTP/1.1\r\nHost: x\r\n\r\n`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([405, 405]);
  });

  it('a body over 10 MB is refused by the Admin API with 413', async () => {
    const response = await fixture
      .admin('POST', '/services', { name: 'big', host: 'h', tags: ['a'.repeat(11_000_000)] })
      .catch(() => undefined);
    expect(response?.status ?? 413).toBe(413);
  });

  it('__proto__ in a body pollutes nothing and is an unknown field', async () => {
    const response = await fetch(`${fixture.emulator.adminUrl}/services`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"p","host":"h","__proto__":{"polluted":1}}',
    });
    expect([response.status, ({} as { polluted?: number }).polluted]).toEqual([400, undefined]);
  });
});
