/** The driver's own second is too short for a busy machine. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Options of the MariaDB driver, and of Prisma's adapter, for a mysql:// or mariadb:// address; it may name no database. */
export function mariadbOptions(address: string) {
  const { hostname, port, username, password, pathname } = new URL(address);
  return {
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1) || undefined,
    connectTimeout: CONNECT_TIMEOUT_MS,
  };
}
