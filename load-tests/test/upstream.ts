import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that echoes requests as JSON and remembers their paths; `/missing` is 404, `/slow` takes 200 ms, `/moved` redirects. */
export async function startUpstream() {
  const paths: string[] = [];
  let open = 0;
  let peak = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const { pathname } = new URL(request.url ?? '/', 'http://upstream');
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      peak = Math.max(peak, (open += 1));
      response.once('close', () => (open -= 1));
      paths.push(`${request.method} ${request.url}`);
      const status = { '/missing': 404, '/moved': 302 }[pathname] ?? 200;
      const body = JSON.stringify({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const answer = () =>
        response.writeHead(status, { 'content-type': 'application/json', location: '/list' }).end(body);
      setTimeout(answer, pathname === '/slow' ? 200 : 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, paths, peakOfOpenRequests: () => peak, stop };
}
