import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isListening, startChild, waitFor } from './child.ts';
import { findProgram } from './program.ts';
import type { Server, ServerOptions } from './server.ts';

/** A private Redis that appends every write to a file under `folder`; only this machine reaches it. */
export async function startRedis({
  folder,
  port,
  password,
  onUnexpectedExit,
}: Omit<ServerOptions, 'databases'>): Promise<Server> {
  const command = await findProgram(['redis-server', 'valkey-server'], 'redis-server', 'REDIS_URL');
  const logFile = join(folder, 'redis.log');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--save',
    '',
    '--requirepass',
    password,
  ];
  const child = await startChild({
    name: 'Redis',
    command,
    args,
    pidFile: join(folder, 'pid'),
    logFile,
    onUnexpectedExit,
  });
  try {
    await waitFor('Redis', () => isListening(port), 15_000, logFile);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    urlOf: (database) => `redis://:${password}@127.0.0.1:${port}/${database}`,
    stop: () => child.stop(),
  };
}
