import { join } from 'node:path';
import { startMariadb } from '../servers/mariadb.ts';
import { startPostgresql } from '../servers/postgresql.ts';
import { startRedis } from '../servers/redis.ts';
import type { Part, Ports } from './ports.ts';
import type { Addresses } from './settings.ts';

const databases = { postgresql: ['apim_tenant'], mariadb: ['apim_gateway', 'apim_policy', 'apim_portal'] };

/** Database servers that the user has already, such as MARIADB_URL=mysql://user:password@host:3306. */
const own = {
  postgresql: process.env.POSTGRESQL_URL,
  mariadb: process.env.MARIADB_URL,
  redis: process.env.REDIS_URL,
};

/** Ports that the private servers will need; none for those that the user brings. */
export const databasePorts = (['postgresql', 'mariadb', 'redis'] as const).filter(
  (name) => !own[name],
) satisfies Part[];

/** Starts the private database servers, or takes the user's; `onStop` gets what ends each as soon as it runs. */
export async function startDatabases(
  folder: string,
  ports: Ports,
  password: string,
  onUnexpectedExit: (message: string) => void,
  onStop: (stop: () => Promise<void>) => void,
): Promise<Addresses> {
  const options = (name: 'postgresql' | 'mariadb' | 'redis') => ({
    folder: join(folder, name),
    port: ports[name],
    password,
    onUnexpectedExit,
  });
  const at = (url: string) => (database: string) =>
    Object.assign(new URL(url), { pathname: `/${database}` }).href;
  const started = <T extends { stop(): Promise<void> }>(server: T): T => (onStop(server.stop), server);

  const [postgresql, mariadb, redis] = await Promise.all([
    own.postgresql
      ? at(own.postgresql)
      : startPostgresql({ ...options('postgresql'), databases: databases.postgresql }).then(
          (server) => started(server).urlOf,
        ),
    own.mariadb
      ? at(own.mariadb)
      : startMariadb({ ...options('mariadb'), databases: databases.mariadb }).then(
          (server) => started(server).urlOf,
        ),
    own.redis ?? startRedis(options('redis')).then((server) => started(server).urlOf('0')),
  ]);
  return { postgresql, mariadb, redis };
}
