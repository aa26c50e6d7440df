import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  headerRecord,
  payload,
  splitTarget,
  type SeenRequest,
  type UpstreamInput,
} from '@apim/sdk/node-runtime';
import { linesOf, rawLines } from './byte-text.ts';
import { onFreePort } from './free-port.ts';

const loopback = '127.0.0.1';
const bodyless = new Set([204, 304]);

/** The upstream behind every test: it answers what was asked and keeps what it received. */
export class Recorder {
  readonly received: SeenRequest[] = [];
  answer: UpstreamInput = {};
  /** Names of the upstreams that handlers may choose, by place in the list of servers behind the first. */
  #names: readonly string[] = [];
  readonly #servers: Server[] = [];

  /** Where the gateway reaches this machine: POLICY_TEST_UPSTREAM_HOST, for a Kong on another one. */
  readonly #host = process.env['POLICY_TEST_UPSTREAM_HOST'] ?? loopback;

  /** Starts anew for one test. Gives the address of the API's own upstream, then those of the named ones in their order. */
  async open(answer: UpstreamInput, names: readonly string[]): Promise<string[]> {
    this.received.length = 0;
    this.answer = answer;
    this.#names = names;
    while (this.#servers.length < names.length + 1)
      this.#servers.push(await this.#listen(this.#servers.length));
    return this.#servers.slice(0, names.length + 1).map((server) => {
      return `http://${this.#host}:${(server.address() as AddressInfo).port}`;
    });
  }

  #listen(index: number): Promise<Server> {
    return onFreePort(async (port) => {
      const server = createServer(
        { maxHeaderSize: 1024 * 1024, requireHostHeader: false },
        (request, response) => {
          void this.#serve(index, request, response);
        },
      );
      // Nothing here keeps a process from ending.
      server.on('connection', (socket) => socket.unref());
      server.unref();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, this.#host === loopback ? loopback : '0.0.0.0', resolve);
      });
      return server;
    });
  }

  async #serve(index: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { path, query } = splitTarget(request.url ?? '/');
    const seen: SeenRequest = {
      upstream: index === 0 ? undefined : this.#names[index - 1],
      method: request.method ?? 'GET',
      path,
      query: query ?? '',
      headers: headerRecord(linesOf(request.rawHeaders)),
      body: Buffer.concat(chunks).toString(),
    };
    this.received.push(seen);
    const input = typeof this.answer === 'function' ? this.answer(seen) : this.answer;
    const status = input.status ?? 200;
    const { lines, body } = payload(input);
    const named = lines.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
    response.sendDate = false;
    response.writeHead(status, [
      ...rawLines(lines),
      ...(named || bodyless.has(status) ? [] : ['Content-Length', String(body.length)]),
    ]);
    response.end(request.method === 'HEAD' || bodyless.has(status) ? undefined : body);
  }
}
