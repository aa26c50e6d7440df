import { authenticate, authenticateAnonymous } from '../exchange/authentication.ts';
import { decodeBase64Url } from '../exchange/base64.ts';
import { cookieOf } from '../exchange/cookies.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { jsonExit } from '../exchange/exit.ts';
import { parseArguments } from '../exchange/query.ts';
import type { GatewayNode } from '../gateway-node.ts';
import type { Field, Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import type { Stored } from '../store/table.ts';
import { isSigned, readToken, type JwtToken } from './jwt-token.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  uri_param_names: string[] | null;
  cookie_names: string[] | null;
  header_names: string[] | null;
  key_claim_name: string;
  secret_is_base64: boolean;
  claims_to_verify: string[] | null;
  anonymous: string | null;
  run_on_preflight: boolean;
  maximum_expiration: number | null;
  realm: string | null;
}

/** What a refused caller is told; `token` when a token was at fault. */
interface Refusal {
  body: { [name: string]: string };
  isTokenAtFault: boolean;
}

const refusal = (message: string, isTokenAtFault = true): Refusal => ({ body: { message }, isTokenAtFault });

const names = (fallback?: string[]): Field => ({
  type: 'set',
  elements: { type: 'string' },
  ...(fallback ? { default: fallback } : {}),
});

/** Every distinct token of a request; `true` is a parameter without a value. */
function tokensIn(exchange: Exchange, config: Config): Set<string | true> {
  const found = new Set<string | true>();
  const { headers, query } = exchange.upstream;
  const args = parseArguments(query);
  for (const name of config.uri_param_names ?? [])
    for (const token of args.get(name) ?? []) if (token !== '') found.add(token);
  for (const name of config.cookie_names ?? []) {
    const token = cookieOf(headers, name);
    if (token) found.add(token);
  }
  // Kong reads 100 header lines.
  const first = headers.first(100);
  for (const name of config.header_names ?? []) {
    const token = /[Bb]earer\s+(.+)/.exec(first.get(name) ?? '')?.[1];
    if (token) found.add(token);
  }
  return found;
}

/** The value under which a credential is kept: a claim, else a field of the header. */
function keyOf({ claims, header }: JwtToken, name: string): unknown {
  for (const part of [claims, header]) {
    const value = Object.hasOwn(part, name) ? part[name] : undefined;
    if (value !== undefined && value !== false) return value;
  }
  return undefined;
}

const timeChecks: Record<string, (value: number, now: number) => string | undefined> = {
  exp: (value, now) => (value <= now ? 'token expired' : undefined),
  nbf: (value, now) => (value > now ? 'token not valid yet' : undefined),
};

/** What is wrong with the times of a token, by claim. */
function claimProblems({ claims }: JwtToken, config: Config, now: number): { [claim: string]: string } {
  const problems: { [claim: string]: string } = {};
  for (const name of config.claims_to_verify ?? []) {
    const value = claims[name];
    const problem = typeof value === 'number' ? timeChecks[name]?.(value, now) : 'must be a number';
    if (problem !== undefined) problems[name] = problem;
  }
  if (Object.keys(problems).length > 0) return problems;
  const longest = config.maximum_expiration ?? 0;
  if (longest > 0 && !(Number(claims.exp) - now <= longest))
    problems.exp = 'exceeds maximum allowed expiration';
  return problems;
}

/** What proves a token of this credential; a text secret never stands in for a public key, nor the reverse. */
function verifierOf(credential: Stored, config: Config): string | Buffer | undefined {
  if (!String(credential.algorithm).startsWith('HS'))
    return (credential.rsa_public_key as string | null) ?? undefined;
  const secret = String(credential.secret);
  return config.secret_is_base64 ? decodeBase64Url(secret) : secret;
}

/** Makes the owner of a request's token its caller, or says why not. */
function check(exchange: Exchange, config: Config, { store, settings }: GatewayNode): Refusal | undefined {
  const [text, another] = tokensIn(exchange, config);
  if (text === undefined) return refusal('Unauthorized', false);
  if (another !== undefined) return refusal('Multiple tokens provided');
  if (text === true) return refusal('Unrecognizable token');
  const token = readToken(text);
  if (typeof token === 'string') return refusal(`Bad token; ${token}`);
  const name = config.key_claim_name;
  const key = keyOf(token, name);
  if (key === undefined) return refusal(`No mandatory '${name}' in claims`);
  if (key === '') return refusal(`Invalid '${name}' in claims`);
  if (typeof key !== 'string') throw new Error(`jwt: '${name}' is no text`);
  const credential = store.table('jwt_secrets').find('key', key);
  if (!credential) return refusal(`No credentials found for given '${name}'`);
  if (token.algorithm !== credential.algorithm) return refusal('Invalid algorithm');
  const verifier = verifierOf(credential, config);
  if (verifier === undefined) return refusal('Invalid key/secret');
  if (!isSigned(token, verifier)) return refusal('Invalid signature');
  const problems = claimProblems(token, config, Math.floor(settings.clock() / 1000));
  if (Object.keys(problems).length > 0) return { body: problems, isTokenAtFault: true };
  const consumer = store.table('consumers').get((credential.consumer as { id: string }).id);
  authenticate(exchange, consumer, credential, key);
  exchange.authenticatedJwt = text;
  return undefined;
}

/** Kong's jwt 3.9: a consumer is known by a signed token. */
export const jwt: PluginDefinition = {
  name: 'jwt',
  priority: 1450,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [
      { uri_param_names: names(['jwt']) },
      { cookie_names: names([]) },
      { key_claim_name: { type: 'string', default: 'iss' } },
      { secret_is_base64: { type: 'boolean', required: true, default: false } },
      { claims_to_verify: { type: 'set', elements: { type: 'string', one_of: ['exp', 'nbf'] } } },
      { anonymous: { type: 'string' } },
      { run_on_preflight: { type: 'boolean', required: true, default: true } },
      { maximum_expiration: { type: 'number', between: [0, 31536000], default: 0 } },
      { header_names: names(['authorization']) },
      { realm: { type: 'string', required: false } },
    ],
    entity_checks: [
      {
        conditional: {
          if_field: 'config.maximum_expiration',
          if_match: { gt: 0 },
          then_field: 'config.claims_to_verify',
          then_match: { contains: 'exp' },
        },
      },
    ],
  },
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const challenge = config.realm === null ? 'Bearer' : `Bearer realm="${config.realm}"`;
    return {
      access: (exchange) => {
        if (!config.run_on_preflight && exchange.method === 'OPTIONS') return;
        if (config.anonymous !== null && exchange.credential) return;
        const refused = check(exchange, config, gateway);
        if (!refused) return;
        if (config.anonymous !== null) {
          authenticateAnonymous(exchange, config.anonymous);
          return;
        }
        const value = refused.isTokenAtFault ? `${challenge} error="invalid_token"` : challenge;
        throw jsonExit(401, refused.body, [['WWW-Authenticate', value]]);
      },
    };
  },
};
