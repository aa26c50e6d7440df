import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMariadb } from '../src/servers/mariadb.ts';
import { startPostgresql } from '../src/servers/postgresql.ts';
import { startRedis } from '../src/servers/redis.ts';
import type { Server } from '../src/servers/server.ts';

/** Starts the real databases that the suites use, new and empty, and ends them with the run. */
export default async function startTestServers(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'apim-test-'));
  const password = randomBytes(18).toString('hex');
  const options = async (name: string) => ({
    folder: join(folder, name),
    port: await freePort(),
    password,
    databases: [],
  });
  const servers: Server[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  const started = async (starting: Promise<Server>) => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  const outcomes = await Promise.allSettled([
    started(startMariadb(await options('mariadb'))),
    started(startPostgresql(await options('postgresql'))),
    started(startRedis(await options('redis'))),
  ]);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  const [mariadb, postgresql, redis] = outcomes.map(
    (outcome) => (outcome as PromiseFulfilledResult<Server>).value,
  ) as [Server, Server, Server];
  process.env.APIM_TEST_MARIADB_URL = mariadb.urlOf('');
  process.env.APIM_TEST_POSTGRESQL_URL = postgresql.urlOf('postgres');
  process.env.APIM_TEST_REDIS_URL = redis.urlOf('0');
  return stop;
}

/** A port that is free now, below those that the system hands out to clients. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port === port));
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
    if (isFree) return port;
  }
}
