import { authenticate, authenticateAnonymous } from '../exchange/authentication.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { jsonExit, type Exit } from '../exchange/exit.ts';
import { parseArguments, writeArguments } from '../exchange/query.ts';
import type { GatewayNode } from '../gateway-node.ts';
import type { Stored } from '../store/table.ts';
import { readBody, writeBody } from './body-arguments.ts';
import { authorize } from './oauth2-authorize.ts';
import { oauth2Schema, type OAuth2Config } from './oauth2-config.ts';
import { issued, type Endpoint } from './oauth2-endpoint.ts';
import { Parameters } from './oauth2-parameters.ts';
import { issueToken } from './oauth2-token.ts';
import type { PluginDefinition } from './plugin.ts';

const serviceIdOf = (row: Stored): string | undefined => (row.service as { id: string } | null)?.id;
const invalid = 'The access token is invalid or has expired';
const scopeHeader = 'X-Authenticated-Scope';
const userHeader = 'X-Authenticated-UserId';

/** A refusal with its challenge of RFC 6750. */
function refusal(
  config: OAuth2Config,
  status: number,
  error: string,
  description: string,
  said = description,
): Exit {
  const realm = config.realm === null ? '' : ` realm="${config.realm}"`;
  const isMissing = error === 'invalid_request';
  const challenge = isMissing
    ? `Bearer${realm}`
    : `Bearer${realm} error="${error}" error_description="${said}"`;
  return jsonExit(status, { error, error_description: description }, [['WWW-Authenticate', challenge]]);
}

/** Takes the token out of what goes to the upstream. */
function hide(exchange: Exchange): void {
  const { upstream } = exchange;
  const args = parseArguments(upstream.query);
  if (args.delete('access_token')) upstream.query = writeArguments(args);
  if (exchange.method === 'GET') return;
  const body = readBody(exchange);
  if (body?.kind !== 'form') return;
  const { access_token: _hidden, ...values } = body.values;
  writeBody(exchange, { ...body, values });
}

/** The token of a request, of its header or else of its parameters; a header of another form counts as a token that nobody has. */
function tokenIn(exchange: Exchange, config: OAuth2Config): string | undefined {
  const name = config.auth_header_name ?? 'authorization';
  const header = exchange.upstream.headers.get(name);
  const words = header?.split(/\s+/).filter((word) => word !== '') ?? [];
  const isBearer = words.length === 2 && /^(token|bearer)$/i.test(words[0] ?? '');
  const token =
    header === undefined ? new Parameters(exchange).text('access_token') : isBearer ? words[1] : header;
  if (token === undefined) return undefined;
  if (config.hide_credentials) {
    if (isBearer) exchange.upstream.headers.remove(name);
    else hide(exchange);
  }
  return token;
}

/** Makes the owner of the token's application the caller; returns the refusal otherwise. */
function check(exchange: Exchange, config: OAuth2Config, { store, settings }: GatewayNode): Exit | undefined {
  const presented = tokenIn(exchange, config);
  if (presented === undefined || presented === '')
    return refusal(config, 401, 'invalid_request', 'The access token is missing');
  const refused = refusal(config, 401, 'invalid_token', invalid);
  const token = issued(store.table('oauth2_tokens'), 'access_token', presented);
  if (!token) return refused;
  const serviceId = serviceIdOf(token);
  if (serviceId === undefined && !config.global_credentials) {
    const description =
      "The access token is global, but the current plugin is configured without 'global_credentials'";
    // Kong ends here whatever the anonymous consumer.
    throw refusal(config, 401, 'invalid_token', description, invalid);
  }
  if (serviceId !== undefined && serviceId !== exchange.match?.service?.id) return refused;
  const lasts = Number(token.expires_in);
  if (lasts > 0 && settings.clock() / 1000 - Number(token.created_at) > lasts) return refused;
  const client = store.table('oauth2_credentials').get((token.credential as { id: string }).id);
  if (!client) return refused;
  const consumer = store.table('consumers').get((client.consumer as { id: string }).id);
  authenticate(exchange, consumer, client, String(client.client_id));
  tell(exchange, token);
  return undefined;
}

/** Tells the upstream what a token is for; what a client sent under those names goes. */
function tell(exchange: Exchange, token: Stored | undefined): void {
  const { headers } = exchange.upstream;
  for (const [name, value] of [
    [scopeHeader, token?.scope],
    [userHeader, token?.authenticated_userid],
  ] as const) {
    if (typeof value === 'string') headers.set(name, value);
    else headers.remove(name);
  }
}

const endpoints: readonly [RegExp, string, (endpoint: Endpoint) => never][] = [
  [/\/oauth2\/token\/?$/, 'token', issueToken],
  [/\/oauth2\/authorize\/?$/, 'authorization', authorize],
];

/** Kong's oauth2 3.9: it issues tokens to applications, by every grant of RFC 6749, and asks for them. */
export const oauth2: PluginDefinition = {
  name: 'oauth2',
  priority: 1400,
  schema: oauth2Schema,
  create: (row, plugin, gateway) => {
    const config = row as OAuth2Config;
    return {
      access: (exchange) => {
        for (const [path, name, serve] of endpoints) {
          if (!path.test(exchange.path)) continue;
          const said = `The HTTP method ${exchange.method} is invalid for the ${name} endpoint`;
          if (exchange.method !== 'POST') throw refusal(config, 405, 'invalid_method', said);
          serve({ exchange, config, plugin, gateway, parameters: new Parameters(exchange) });
        }
        if (config.anonymous !== null && exchange.credential) {
          tell(exchange, undefined);
          return;
        }
        const refused = check(exchange, config, gateway);
        if (!refused) return;
        if (config.anonymous === null) throw refused;
        authenticateAnonymous(exchange, config.anonymous);
        tell(exchange, undefined);
      },
    };
  },
};
