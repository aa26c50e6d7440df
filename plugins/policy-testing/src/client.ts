import { Agent, request as httpRequest } from 'node:http';
import { headerRecord, payload, type RequestInput, type SeenAnswer } from '@apim/sdk/node-runtime';
import { linesOf, rawLines } from './byte-text.ts';

const agent = new Agent({ keepAlive: true });

/** Sends a request exactly as given, with `extra` header lines ahead. */
export function send(
  proxyUrl: string,
  request: RequestInput,
  extra: readonly (readonly [string, string])[],
): Promise<SeenAnswer> {
  const { lines, body } = payload(request);
  const { hostname, port } = new URL(proxyUrl);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      agent,
      hostname,
      port,
      method: request.method ?? 'GET',
      path: request.path ?? '/',
      setHost: false,
      headers: [
        ...rawLines(extra),
        ...rawLines(lines),
        ...(body.length > 0 ? ['Content-Length', String(body.length)] : []),
      ],
    });
    outgoing.on('error', (error) =>
      reject(new Error(`the gateway gave no answer: ${error.message}`, { cause: error })),
    );
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: headerRecord(linesOf(incoming.rawHeaders)),
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.end(body);
  });
}
