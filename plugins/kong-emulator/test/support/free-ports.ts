import { createServer } from 'node:net';

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Free ports of five digits below the ephemeral range. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  let port = 21000 + ((process.pid * 37) % 6000);
  while (ports.length < count) {
    port += 1;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}
