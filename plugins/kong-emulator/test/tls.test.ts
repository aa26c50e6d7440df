import { X509Certificate } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../src/proxy/self-signed.ts';
import { startFixture, type Fixture } from './support/client.ts';
import { exchangeRaw, type RawAnswer } from './support/raw-http.ts';

describe('the proxy with TLS', () => {
  let fixture: Fixture;
  const certificates = { exact: selfSigned(), wild: selfSigned() };
  const idOf = ({ cert }: { cert: string }): string => new X509Certificate(cert).fingerprint256;

  const served = (servername?: string): Promise<{ id: string; subject: string }> =>
    new Promise((resolve, reject) => {
      const port = Number(new URL(fixture.emulator.proxyTlsUrl ?? '').port);
      const socket: TLSSocket = connect(
        {
          port,
          host: '127.0.0.1',
          rejectUnauthorized: false,
          ...(servername === undefined ? {} : { servername }),
        },
        () => {
          const { fingerprint256: id, subject } = socket.getPeerCertificate();
          socket.destroy();
          resolve({ id, subject: String(subject.CN) });
        },
      );
      socket.on('error', reject);
    });

  beforeAll(async () => {
    fixture = await startFixture({ proxyTlsPort: 0 });
    for (const [name, sni] of [
      ['exact', 'a.test'],
      ['wild', '*.b.test'],
    ] as const) {
      const made = await fixture.admin('POST', '/certificates', certificates[name]);
      await fixture.admin('POST', '/snis', { name: sni, certificate: { id: made.body.id } });
    }
  });
  afterAll(() => fixture.close());

  it('serves the certificate of a server name, and its own to everybody else', async () => {
    expect((await served('a.test')).id).toBe(idOf(certificates.exact));
    expect((await served('x.b.test')).id).toBe(idOf(certificates.wild));
    const known = Object.values(certificates).map(idOf);
    for (const name of [undefined, 'b.test', 'other.test']) {
      const { id, subject } = await served(name);
      expect(subject).toBe('localhost');
      expect(known).not.toContain(id);
    }
  });

  it('tells plugins and logs of the connection', async () => {
    await fixture.admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await fixture.admin('PUT', '/routes/r', { paths: ['/r'], service: { name: 's' }, protocols: ['https'] });
    await fixture.admin('POST', '/routes/r/plugins', {
      name: 'post-function',
      config: {
        header_filter: [
          'local tls = kong.log.serialize().request.tls; kong.response.set_header("X-Tls", kong.request.get_scheme() .. " " .. tls.version .. " " .. tls.client_verify)',
        ],
      },
    });
    const ask = (url: string | undefined, isTls: boolean): Promise<RawAnswer> => {
      const request = Buffer.from('GET /r HTTP/1.1\r\nHost: x\r\n\r\n');
      return exchangeRaw(Number(new URL(url ?? '').port), request, false, undefined, isTls ? {} : undefined);
    };
    const secure = await ask(fixture.emulator.proxyTlsUrl, true);
    expect(secure.headers.find(([name]) => name === 'X-Tls')?.[1]).toBe('https TLSv1.3 NONE');
    expect((await ask(fixture.emulator.proxyUrl, false)).status).toBe(426);
  });

  it('makes a certificate for localhost that any client can check against itself', () => {
    const { cert } = selfSigned(new Date('2026-11-24T00:00:00Z'));
    const made = new X509Certificate(cert);
    expect(made.verify(made.publicKey)).toBe(true);
    expect([made.checkHost('localhost'), made.checkIP('127.0.0.1')]).toEqual(['localhost', '127.0.0.1']);
    expect(made.validToDate.toISOString()).toBe('2046-11-24T00:00:00.000Z');
  });
});
