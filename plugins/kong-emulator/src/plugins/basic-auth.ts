import { createHash } from 'node:crypto';
import { authenticate, authenticateAnonymous } from '../exchange/authentication.ts';
import { decodeBase64 } from '../exchange/base64.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import { live } from '../store/entities.ts';
import type { Stored } from '../store/table.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  anonymous: string | null;
  hide_credentials: boolean;
  realm: string;
}

/** The name and password of a header, which is hidden from the upstream if the configuration says so. */
function credentialsIn(exchange: Exchange, name: string, config: Config): [string, string] | undefined {
  const { headers } = exchange.upstream;
  const text = headers.get(name);
  if (config.hide_credentials) headers.remove(name);
  const encoded = text === undefined ? undefined : /[Bb]asic\s*(.+)/.exec(text)?.[1];
  const decoded = encoded === undefined ? undefined : decodeBase64(encoded)?.toString('utf8');
  const [, username, password] = /([^:]+):(.*)/.exec(decoded ?? '') ?? [];
  return username === undefined || password === undefined ? undefined : [username, password];
}

/** Kong's basic-auth 3.9: a consumer is known by name and password. */
export const basicAuth: PluginDefinition = {
  name: 'basic-auth',
  priority: 1100,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [
      { anonymous: { type: 'string' } },
      { hide_credentials: { type: 'boolean', required: true, default: false } },
      { realm: { type: 'string', required: true, default: 'service' } },
    ],
  },
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const find = (username: string): Stored | undefined => {
      const found = gateway.store.table('basicauth_credentials').find('username', username);
      return found && live(found);
    };
    const check = (exchange: Exchange): boolean => {
      // The password is that of the last header that was read; `Authorization` only where the other names nobody.
      for (const name of ['proxy-authorization', 'authorization']) {
        const [username, password] = credentialsIn(exchange, name, config) ?? [];
        const credential = username === undefined ? undefined : find(username);
        if (!credential) continue;
        const ownerId = (credential.consumer as { id: string }).id;
        const digest = createHash('sha1').update(`${password}${ownerId}`).digest('hex');
        const owner = gateway.store.table('consumers').get(ownerId);
        if (!owner || credential.password !== digest) return false;
        authenticate(exchange, owner, credential);
        return true;
      }
      return false;
    };
    return {
      access: (exchange) => {
        if (config.anonymous !== null && exchange.credential) return;
        if (check(exchange)) return;
        if (config.anonymous !== null) authenticateAnonymous(exchange, config.anonymous);
        else exchange.fail(401, 'Unauthorized', [['WWW-Authenticate', `Basic realm="${config.realm}"`]]);
      },
    };
  },
};
