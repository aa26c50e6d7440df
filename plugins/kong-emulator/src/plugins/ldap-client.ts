import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ber, readBer } from '../exchange/ber.ts';

/** Where a directory answers, and how it is spoken to; a time-out in milliseconds. */
export interface LdapServer {
  host: string;
  port: number;
  isTls: boolean;
  startsTls: boolean;
  verifiesHost: boolean;
  timeoutMs: number;
}

const startTlsOid = '1.3.6.1.4.1.1466.20037';

const integer = (value: number): Buffer => ber(0x02, Buffer.from([value]));

/** The result code of an answer; undefined for what is no answer to this operation. */
function resultOf(content: Buffer, operation: number): number | undefined {
  const id = readBer(content);
  const answer = id && readBer(id.rest);
  const code = answer?.tag === operation ? readBer(answer.content) : undefined;
  return code?.tag === 0x0a ? code.content[0] : undefined;
}

/** Sends one operation and waits for its answer. */
function ask(socket: Socket, message: Buffer, operation: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const finish = (): void => {
      socket.off('data', read).off('error', fail).off('close', fail).off('timeout', fail);
    };
    function read(chunk: Buffer): void {
      bytes = Buffer.concat([bytes, chunk]);
      try {
        const whole = readBer(bytes);
        if (!whole) return;
        finish();
        resolve(resultOf(whole.content, operation));
      } catch (error) {
        finish();
        reject(error as Error);
      }
    }
    function fail(error?: unknown): void {
      finish();
      reject(error instanceof Error ? error : new Error('the directory does not answer'));
    }
    socket.on('data', read).on('error', fail).on('close', fail).on('timeout', fail);
    socket.write(message);
  });
}

const ready = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', reject);
    socket.once('timeout', () => reject(new Error('the directory does not answer')));
  });

/** Binds as a distinguished name; whether the password was accepted. Rejects when the directory cannot be asked. */
export async function ldapBind(server: LdapServer, name: string, password: string): Promise<boolean> {
  const { host, port, timeoutMs } = server;
  const plain = connect({ host, port });
  plain.setTimeout(timeoutMs);
  const sockets: Socket[] = [plain];
  // Whoever waits listens too; this keeps a late failure from ending the process.
  plain.on('error', () => undefined);
  try {
    await ready(plain, 'connect');
    let socket: Socket = plain;
    if (server.startsTls) {
      const request = ber(0x30, integer(1), ber(0x77, ber(0x80, startTlsOid)));
      if ((await ask(plain, request, 0x78)) !== 0) throw new Error('the directory refuses StartTLS');
    }
    if (server.isTls || server.startsTls) {
      socket = connectTls({ socket: plain, host, rejectUnauthorized: server.verifiesHost });
      sockets.push(socket);
      socket.setTimeout(timeoutMs);
      socket.on('error', () => undefined);
      const isSecure = await ready(socket, 'secureConnect').then(
        () => true,
        () => false,
      );
      if (!isSecure) return false;
    }
    const bind = ber(0x60, integer(3), ber(0x04, name), ber(0x80, password));
    return (await ask(socket, ber(0x30, integer(2), bind), 0x61)) === 0;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}
