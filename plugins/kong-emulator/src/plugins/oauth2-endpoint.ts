import type { Exchange } from '../exchange/exchange.ts';
import { jsonExit, type Exit } from '../exchange/exit.ts';
import type { GatewayNode } from '../gateway-node.ts';
import { randomKey } from '../schema/entities/consumers.ts';
import type { Json, Row } from '../schema/field.ts';
import { live } from '../store/entities.ts';
import type { Stored, Table } from '../store/table.ts';
import type { OAuth2Config } from './oauth2-config.ts';
import type { Parameters } from './oauth2-parameters.ts';

/** What an endpoint of oauth2 answers, an error or not. */
export type Answer = { [name: string]: Json | undefined };

/** What both endpoints work with. */
export interface Endpoint {
  exchange: Exchange;
  config: OAuth2Config;
  plugin: Stored;
  gateway: GatewayNode;
  parameters: Parameters;
}

/** An error of OAuth 2.0 in Kong's words. */
export const problem = (error: string, description: string): Answer => ({
  error,
  error_description: description,
});

/** Kong's answer to who cannot prove to be the client. */
export const invalidClient = problem('invalid_client', 'Invalid client authentication');

/** The status of an answer, unless it asks for Basic authentication. */
export const statusOf = (answer: Answer): number => ('error' in answer ? 400 : 200);

/** Ends the request with an answer of an endpoint. */
export function endpointExit(status: number, answer: Answer, challenge?: string): Exit {
  return jsonExit(status, answer, [
    ['cache-control', 'no-store'],
    ['pragma', 'no-cache'],
    ...(challenge === undefined ? [] : [['www-authenticate', challenge] as const]),
  ]);
}

/** Why a request may not use the endpoints: they are for HTTPS alone, of the client's own or of a trusted proxy in front. */
export function httpsProblem({ exchange, config }: Endpoint): Answer | undefined {
  if (exchange.scheme === 'https') return undefined;
  const forwarded = exchange.headers.get('x-forwarded-proto');
  const counts = config.accept_http_if_already_terminated && exchange.client.isTrusted;
  if (!counts || forwarded === undefined) return problem('access_denied', 'You must use HTTPS');
  if (forwarded.includes(',')) return problem('access_denied', 'Only one X-Forwarded-Proto header allowed');
  return forwarded.toLowerCase() === 'https' ? undefined : problem('access_denied', 'You must use HTTPS');
}

/** The application with a client id. */
export function clientOf({ gateway }: Endpoint, id: Json | undefined): Stored | undefined {
  return typeof id === 'string' && id !== ''
    ? gateway.store.table('oauth2_credentials').find('client_id', id)
    : undefined;
}

/** The scopes asked for, written with one space between them; or what is wrong with them. */
export function scopeOf({ parameters, config }: Endpoint): { scope: string | null } | { wrong: Answer } {
  const asked = parameters.get('scope');
  const wrong = (description: string): { wrong: Answer } => ({
    wrong: problem('invalid_scope', description),
  });
  if (asked === undefined)
    return config.mandatory_scope ? wrong('You must specify a scope') : { scope: null };
  if (!config.scopes) return { scope: null };
  if (typeof asked !== 'string') return wrong('scope must be a string');
  const scopes = asked.split(/\s+/).filter((scope) => scope !== '');
  const unknown = scopes.find((scope) => !config.scopes?.includes(scope));
  if (unknown !== undefined) return wrong(`"${unknown}" is an invalid scope`);
  return { scope: scopes.length > 0 ? scopes.join(' ') : null };
}

/** The service that codes and tokens are for; null where they are for all. */
export function serviceOf({ exchange, config }: Endpoint): string | null {
  if (config.global_credentials) return null;
  const service = exchange.match?.service;
  if (!service) throw new Error('oauth2: the route has no service, which only global credentials allow');
  return service.id;
}

/** The row with a random value that was handed out, while it lasts. */
export function issued(table: Table, field: string, value: Json | undefined): Stored | undefined {
  const found = typeof value === 'string' ? table.find(field, value) : undefined;
  return found && live(found);
}

/** Rows whose time is over go when the table has grown by this many. */
const sweepEvery = 1000;

/** Stores a code or token. DB-less there is nowhere to keep it. */
export function keep({ gateway }: Endpoint, name: string, row: Row): Stored {
  if (!gateway.settings.database)
    throw new Error(`cannot create '${name}' entities when not using a database`);
  const table = gateway.store.table(name);
  if (table.size > 0 && table.size % sweepEvery === 0)
    for (const old of [...table.values()]) if (!live(old)) gateway.store.delete(name, old.id);
  return gateway.entities.insert(table, row);
}

/** Issues tokens to a client. */
export function issueTokens(
  endpoint: Endpoint,
  client: Stored,
  granted: {
    userId: Json;
    scope: Json;
    withRefreshToken: boolean;
    /** The token that is refreshed. */
    former?: Stored;
  },
): Answer {
  const { config, gateway, parameters } = endpoint;
  const lasts = config.token_expiration;
  const now = Math.floor(gateway.settings.clock() / 1000);
  const ttl = lasts > 0 && config.refresh_token_ttl > 0 ? config.refresh_token_ttl : null;
  const serviceId = serviceOf(endpoint);
  const { former } = granted;
  let token: Stored;
  if (former && config.reuse_refresh_token) {
    token = {
      ...former,
      access_token: randomKey(),
      expires_in: lasts,
      created_at: now,
      ttl: ttl === null ? null : Date.now() / 1000 + ttl,
    };
    gateway.store.put('oauth2_tokens', token);
  } else {
    token = keep(endpoint, 'oauth2_tokens', {
      service: serviceId === null ? null : { id: serviceId },
      credential: { id: client.id },
      authenticated_userid: granted.userId,
      expires_in: lasts,
      refresh_token: granted.withRefreshToken && lasts > 0 ? randomKey() : null,
      scope: granted.scope,
      created_at: now,
      ttl,
    });
  }
  return {
    access_token: token.access_token ?? undefined,
    token_type: 'bearer',
    expires_in: lasts > 0 ? lasts : undefined,
    refresh_token: token.refresh_token ?? undefined,
    state: parameters.get('state'),
  };
}
