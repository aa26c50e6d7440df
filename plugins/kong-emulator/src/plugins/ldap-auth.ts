import { createHash } from 'node:crypto';
import { authenticate, authenticateAnonymous } from '../exchange/authentication.ts';
import { decodeBase64 } from '../exchange/base64.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Field, Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import { ldapBind, type LdapServer } from './ldap-client.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  ldap_host: string;
  ldap_port: number;
  ldaps: boolean;
  start_tls: boolean;
  verify_ldap_host: boolean;
  base_dn: string;
  attribute: string;
  cache_ttl: number;
  hide_credentials: boolean;
  timeout: number | null;
  anonymous: string | null;
  header_type: string | null;
  realm: string | null;
}

interface Login {
  username: string;
  password: string;
}

/** What the directory said; undefined when it could not be asked. */
type Verdict = boolean | undefined;

const mostCached = 10_000;
const flag: Field = { type: 'boolean', required: true, default: false };
const text: Field = { type: 'string', required: true };

/** The name and password of a header of the configured type. */
function loginIn(header: string | undefined, type: string): Login | undefined {
  const trimmed = header?.trimStart() ?? '';
  if (!trimmed.toLowerCase().startsWith(type.toLowerCase())) return undefined;
  const encoded = /^\s+(.*)$/.exec(trimmed.slice(type.length))?.[1];
  if (encoded === undefined) return undefined;
  const decoded = decodeBase64(encoded);
  if (!decoded) throw new Error('ldap-auth: the credentials are no base64');
  const [, username, password] = /^(.*?):(.+)$/.exec(decoded.toString('utf8')) ?? [];
  return username === undefined || password === undefined ? undefined : { username, password };
}

const idOf = (config: Config, { username, password }: Login): string => {
  const { ldap_host, ldap_port, base_dn, attribute, cache_ttl } = config;
  const parts = [ldap_host.toLowerCase(), ldap_port, base_dn, attribute, cache_ttl, username, password];
  return `ldap_auth_cache:${createHash('sha256').update(parts.join(':')).digest('hex')}`;
};

/** Kong's ldap-auth 3.9: whoever can bind to a directory passes, without being a consumer. */
export const ldapAuth: PluginDefinition = {
  name: 'ldap-auth',
  priority: 1200,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [
      { ldap_host: text },
      { ldap_port: { type: 'integer', required: true, default: 389, between: [0, 65535] } },
      { ldaps: flag },
      { start_tls: flag },
      { verify_ldap_host: flag },
      { base_dn: text },
      { attribute: text },
      { cache_ttl: { type: 'number', required: true, default: 60 } },
      { hide_credentials: flag },
      { timeout: { type: 'number', default: 10000 } },
      { keepalive: { type: 'number', default: 60000 } },
      { anonymous: { type: 'string' } },
      { header_type: { type: 'string', default: 'ldap' } },
      { realm: { type: 'string', required: false } },
    ],
    config_checks: [
      {
        conditional: {
          if_field: 'ldaps',
          if_match: { eq: true },
          then_field: 'start_tls',
          then_match: { eq: false },
          then_err: "'ldaps' and 'start_tls' cannot be enabled simultaneously",
        },
      },
    ],
  },
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const type = config.header_type ?? 'ldap';
    const scheme = type === 'ldap' ? 'LDAP' : type;
    const challenge = config.realm === null ? scheme : `${scheme} realm="${config.realm}"`;
    const server: LdapServer = {
      host: config.ldap_host,
      port: config.ldap_port,
      isTls: config.ldaps,
      startsTls: config.start_tls,
      verifiesHost: config.verify_ldap_host,
      timeoutMs: config.timeout ?? 10_000,
    };
    const cache = new Map<string, { verdict: Verdict; until: number }>();
    /** Asks the directory, or remembers what it said; failures are remembered too, as Kong's cache does. */
    const ask = async (login: Login): Promise<Verdict> => {
      const now = gateway.settings.clock();
      const id = idOf(config, login);
      const known = cache.get(id);
      if (known && known.until > now) return known.verdict;
      let verdict: Verdict;
      try {
        // The name goes in as it is, which Kong does too.
        const name = `${config.attribute}=${login.username},${config.base_dn}`;
        verdict = await ldapBind(server, name, login.password);
      } catch (error) {
        gateway.log('error', `failed to connect to ${server.host}:${server.port}: ${String(error)}`);
      }
      if (cache.size >= mostCached) cache.clear();
      cache.set(id, { verdict, until: config.cache_ttl === 0 ? Infinity : now + config.cache_ttl * 1000 });
      return verdict;
    };
    const check = async (exchange: Exchange): Promise<boolean> => {
      const { headers } = exchange.upstream;
      for (const header of ['proxy-authorization', 'authorization']) {
        const login = loginIn(headers.get(header), type);
        const verdict = login ? await ask(login) : false;
        if (verdict === undefined) throw new Error('ldap-auth: the directory cannot be asked');
        if (!login || !verdict) continue;
        if (config.hide_credentials) {
          headers.remove('authorization');
          headers.remove('proxy-authorization');
        }
        authenticate(exchange, undefined, { ...login, id: idOf(config, login) });
        return true;
      }
      return false;
    };
    return {
      access: async (exchange) => {
        if (config.anonymous !== null && exchange.credential) return;
        if (await check(exchange)) return;
        if (config.anonymous !== null) authenticateAnonymous(exchange, config.anonymous);
        else exchange.fail(401, 'Unauthorized', [['WWW-Authenticate', challenge]]);
      },
    };
  },
};
