import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ber, readBer } from '../src/exchange/ber.ts';
import { selfSigned } from '../src/proxy/self-signed.ts';
import { startFixture, valuesOf, type Fixture, type Seen } from './support/client.ts';
import { freePorts } from './support/free-ports.ts';

const names: string[] = [];
const certificate = selfSigned();

const answer = (operation: number, code: number): Buffer =>
  ber(
    0x30,
    ber(0x02, Buffer.from([1])),
    ber(operation, ber(0x0a, Buffer.from([code])), ber(0x04, ''), ber(0x04, '')),
  );

/** A directory that knows one name and password, and begins TLS where it is asked to. */
function serveLdap(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    const message = readBer(readBer(bytes)?.content ?? Buffer.alloc(0));
    const request = readBer(message?.rest ?? Buffer.alloc(0));
    if (request?.tag === 0x77) {
      socket.write(answer(0x78, 0));
      socket.removeAllListeners('data');
      serveLdap(new TLSSocket(socket, { isServer: true, ...certificate }));
      return;
    }
    const version = readBer(request?.content ?? Buffer.alloc(0));
    const name = readBer(version?.rest ?? Buffer.alloc(0));
    const password = readBer(name?.rest ?? Buffer.alloc(0));
    names.push(String(name?.content));
    const isRight = String(name?.content) === 'uid=ann,dc=x' && String(password?.content) === 'pass:word';
    socket.write(answer(0x61, isRight ? 0 : 49));
  });
}

describe('ldap-auth', () => {
  let fixture: Fixture;
  const servers: Server[] = [];
  const login = (text: string): string => `LDAP ${Buffer.from(text).toString('base64')}`;
  const get = (path: string, authorization?: string): Promise<Response> =>
    fixture.proxy(path, { headers: authorization === undefined ? {} : { authorization } });

  beforeAll(async () => {
    fixture = await startFixture();
    const [plain = 0, secure = 0, broken = 0] = await freePorts(3);
    servers.push(
      createServer(serveLdap).listen(plain, '127.0.0.1'),
      createTlsServer(certificate, serveLdap).listen(secure, '127.0.0.1'),
      createServer((socket) => {
        socket.on('error', () => undefined);
        socket.end(Buffer.from([0x30, 0x83, 0xff, 0xff, 0xff]));
      }).listen(broken, '127.0.0.1'),
    );
    const { admin } = fixture;
    await admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await admin('PUT', '/consumers/guest', {});
    const place = async (route: string, port: number, config: object = {}): Promise<void> => {
      await admin('PUT', `/routes/${route}`, { paths: [`/${route}`], service: { name: 's' } });
      const made = await admin('POST', `/routes/${route}/plugins`, {
        name: 'ldap-auth',
        config: { ldap_host: '127.0.0.1', ldap_port: port, base_dn: 'dc=x', attribute: 'uid', ...config },
      });
      expect(made.status).toBe(201);
    };
    await place('plain', plain);
    await place('hidden', plain, { hide_credentials: true, realm: 'r' });
    await place('open', plain, { anonymous: 'guest' });
    await place('secure', secure, { ldaps: true });
    await place('upgraded', plain, { start_tls: true });
    await place('verified', secure, { ldaps: true, verify_ldap_host: true });
    await place('broken', broken);
  });
  afterAll(async () => {
    await fixture.close();
    for (const server of servers) server.close();
  });

  it('lets pass whom the directory knows, under no consumer', async () => {
    const seen = (await (await get('/plain', login('ann:pass:word'))).json()) as Seen;
    expect(valuesOf(seen, 'x-credential-identifier')).toEqual(['ann']);
    expect(valuesOf(seen, 'x-consumer-id')).toEqual([]);
    expect(valuesOf(seen, 'authorization')).toEqual([login('ann:pass:word')]);
  });

  it('refuses others with its challenge, and hides credentials where it is told to', async () => {
    const refused = await get('/hidden', login('ann:wrong'));
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'LDAP realm="r"']);
    const seen = (await (await get('/hidden', login('ann:pass:word'))).json()) as Seen;
    expect(valuesOf(seen, 'authorization')).toEqual([]);
    const open = (await (await get('/open', login('ann:wrong'))).json()) as Seen;
    expect(valuesOf(open, 'x-consumer-username')).toEqual(['guest']);
  });

  it('asks the directory once for what it remembers', async () => {
    await get('/plain', login('bea:x'));
    await get('/plain', login('bea:x'));
    expect(names.filter((name) => name === 'uid=bea,dc=x')).toHaveLength(1);
  });

  it('speaks TLS from the start or by StartTLS, and trusts no certificate of its own making where it must not', async () => {
    expect((await get('/secure', login('ann:pass:word'))).status).toBe(200);
    expect((await get('/upgraded', login('ann:pass:word'))).status).toBe(200);
    expect((await get('/verified', login('ann:pass:word'))).status).toBe(401);
  });

  it('answers 500 where the directory talks nonsense', async () => {
    expect((await get('/broken', login('ann:pass:word'))).status).toBe(500);
  });

  it.each(['LDAP', 'LDAP ', `LDAP ${Buffer.from('ann').toString('base64')}`, login(':'), login('ann:'), 'x'])(
    'refuses %j',
    async (authorization) => {
      expect((await get('/plain', authorization)).status).toBe(401);
    },
  );

  it('refuses both kinds of TLS at once', async () => {
    const config = { ldap_host: 'h', base_dn: 'x', attribute: 'uid', ldaps: true, start_tls: true };
    const refused = await fixture.admin('POST', '/plugins', { name: 'ldap-auth', config });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        fields: { config: { '@entity': ["'ldaps' and 'start_tls' cannot be enabled simultaneously"] } },
      },
    });
  });
});
