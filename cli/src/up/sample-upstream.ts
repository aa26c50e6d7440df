import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const customers = [
  {
    id: 1,
    name: 'Ada Lovelace',
    email: 'ada.lovelace@example.org',
    card: { number: '4111111111111111', brand: 'visa' },
  },
  {
    id: 2,
    name: 'Alan Turing',
    email: 'alan.turing@example.org',
    card: { number: '5500005555555559', brand: 'mastercard' },
  },
  {
    id: 3,
    name: 'Grace Hopper',
    email: 'grace.hopper@example.org',
    card: { number: '340000000000009', brand: 'amex' },
  },
];

const orders = [
  { id: 100, customer: 1, total: 42.5, currency: 'EUR', status: 'shipped' },
  { id: 101, customer: 3, total: 9.99, currency: 'EUR', status: 'open' },
];

/** The answer to a path: the sample's own resources, else an echo of the request as the upstream saw it. */
function answer(request: IncomingMessage): { status: number; body: unknown } {
  const url = new URL(request.url ?? '/', 'http://upstream');
  const [, resource, id] = url.pathname.split('/');
  const rows: { id: number }[] | undefined = { customers, orders }[resource ?? ''];
  if (!rows)
    return {
      status: 200,
      body: {
        method: request.method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
      },
    };
  if (!id) return { status: 200, body: { [resource as string]: rows } };
  const row = rows.find((candidate) => candidate.id === Number(id));
  return row
    ? { status: 200, body: row }
    : { status: 404, body: { message: `There is no ${resource} ${id}.` } };
}

function respond(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const { status, body } = answer(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A small service for the samples; whatever it does not know it echoes. */
export function startSampleUpstream(port: number): Promise<{ stop(): Promise<void> }> {
  const server = createServer(respond);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });
}
