import { createHash, randomBytes } from 'node:crypto';
import { authenticate } from '../exchange/authentication.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { Exit } from '../exchange/exit.ts';
import { parseArguments } from '../exchange/query.ts';
import type { Stored } from '../store/table.ts';
import { readBody } from './body-arguments.ts';
import type { PluginDefinition } from './plugin.ts';
import { sessionSchema, type SessionConfig } from './session-config.ts';
import { Session, type SessionData } from './session-state.ts';

const withBody = new Set(['DELETE', 'PATCH', 'POST', 'PUT']);
const groupsHeader = 'X-Authenticated-Groups';

/** Whether a request asks for the end of its session. */
function asksForLogout(exchange: Exchange, config: SessionConfig): boolean {
  if (!config.logout_methods?.includes(exchange.method)) return false;
  const { logout_query_arg: query, logout_post_arg: field } = config;
  if (query !== null && parseArguments(exchange.upstream.query).has(query)) return true;
  if (!config.read_body_for_logout || field === null || !withBody.has(exchange.method)) return false;
  const value = readBody(exchange)?.values[field];
  return value !== undefined && value !== null && value !== false;
}

/** Lets a request pass as the one whom its session knows. */
function resume(exchange: Exchange, consumer: Stored, [, credentialId, groups]: SessionData): void {
  const { headers } = exchange.upstream;
  if (groups) {
    headers.set(groupsHeader, groups.join(', '));
    exchange.authenticatedGroups = groups;
  } else {
    headers.remove(groupsHeader);
  }
  authenticate(exchange, consumer, { id: credentialId });
}

/** Kong's session 3.9: whoever another plugin authenticated is known by a cookie from then on. */
export const session: PluginDefinition = {
  name: 'session',
  priority: 1900,
  schema: sessionSchema,
  create: (row, _plugin, gateway) => {
    const config = row as SessionConfig;
    const key = createHash('sha256')
      .update(config.secret ?? randomBytes(32))
      .digest();
    const sessions = new WeakMap<Exchange, Session>();
    const answerHeaders = new WeakMap<Exchange, [string, string][]>();
    const access = (exchange: Exchange): void => {
      const opened = new Session(config, key, gateway);
      if (!opened.open(exchange) || !opened.data) return;
      sessions.set(exchange, opened);
      if (asksForLogout(exchange, config)) {
        opened.logout();
        throw new Exit(200, undefined);
      }
      const [consumerId] = opened.data;
      const consumer = gateway.store.table('consumers').get(consumerId);
      if (!consumer) {
        opened.logout();
        return;
      }
      opened.refresh();
      for (const [name, value] of opened.headers(config.request_headers))
        exchange.upstream.headers.set(name, value);
      answerHeaders.set(exchange, opened.headers(config.response_headers));
      resume(exchange, consumer, opened.data);
    };
    /** Begins a session for a caller whom the one at hand, if any, does not know. */
    const remember = (exchange: Exchange): void => {
      const { credential, consumer } = exchange;
      if (!credential || !consumer) return;
      let current = sessions.get(exchange);
      const [consumerId, credentialId] = current?.data ?? [];
      if (consumerId === consumer.id && credentialId === credential.id) return;
      if (!current) {
        current = new Session(config, key, gateway);
        current.open(exchange);
        sessions.set(exchange, current);
      }
      const groups = exchange.authenticatedGroups;
      const subject = String(consumer.username ?? consumer.custom_id ?? consumer.id);
      current.save([consumer.id, credential.id, ...(groups ? [[...groups]] : [])] as SessionData, subject);
      answerHeaders.set(exchange, current.headers(config.response_headers));
    };
    return {
      access,
      headerFilter: (exchange) => {
        remember(exchange);
        const { outcome } = exchange;
        for (const cookie of sessions.get(exchange)?.cookies.values() ?? [])
          outcome?.headers.add('Set-Cookie', cookie);
        for (const [name, value] of answerHeaders.get(exchange) ?? []) outcome?.headers.set(name, value);
      },
    };
  },
};
