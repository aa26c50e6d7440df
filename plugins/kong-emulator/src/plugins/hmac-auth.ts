import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { authenticate, authenticateAnonymous } from '../exchange/authentication.ts';
import { decodeBase64 } from '../exchange/base64.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { GatewayNode } from '../gateway-node.ts';
import type { Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import { httpTime } from './hmac-date.ts';
import { readSignature, type Signature } from './hmac-signature.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  hide_credentials: boolean;
  clock_skew: number | null;
  anonymous: string | null;
  validate_request_body: boolean;
  enforce_headers: string[] | null;
  algorithms: string[] | null;
  realm: string | null;
}

const algorithms = ['hmac-sha1', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512'];
const unverifiable = 'HMAC signature cannot be verified';
const different = 'HMAC signature does not match';

/** Whether a date of the request lies within the skew that is allowed. */
function isCurrent(exchange: Exchange, config: Config, now: number): boolean {
  return ['x-date', 'date'].some((name) => {
    const date = exchange.upstream.headers.get(name);
    const sent = date === undefined ? undefined : httpTime(date);
    return sent !== undefined && Math.abs(now - sent) <= (config.clock_skew ?? 300);
  });
}

/** The signature of a request: that of `Proxy-Authorization`, else of `Authorization`; the header that was read last is hidden. */
function signatureOf(exchange: Exchange, config: Config): Signature | undefined {
  const { headers } = exchange.upstream;
  let found: Signature | undefined;
  for (const name of ['proxy-authorization', 'authorization']) {
    found = readSignature(headers.get(name) ?? '');
    if (config.hide_credentials && (found || name === 'authorization')) headers.remove(name);
    if (found) break;
  }
  return found;
}

/** What the client signed, line by line; a header that is absent counts as an empty one. */
function signedText(exchange: Exchange, names: readonly string[]): string {
  const target = exchange.rawPath + (exchange.query === undefined ? '' : `?${exchange.query}`);
  return names
    .map((name) => {
      const value = exchange.upstream.headers.get(name);
      if (value !== undefined) return `${name}: ${value}`;
      if (name === '@request-target') return `${name}: ${exchange.method.toLowerCase()} ${target}`;
      if (name === 'request-line') return `${exchange.method} ${target} HTTP/${exchange.request.httpVersion}`;
      return `${name}:`;
    })
    .join('\n');
}

function isSame(signature: Signature, secret: string, text: string): boolean {
  // Header values are bytes, one a character.
  const own = createHmac(signature.algorithm.slice('hmac-'.length), secret).update(text, 'latin1').digest();
  const given = decodeBase64(signature.value);
  return given?.length === own.length && timingSafeEqual(own, given);
}

function isBodyGenuine({ upstream }: Exchange): boolean {
  const digest = upstream.headers.get('digest');
  if (digest === undefined) return upstream.body.length === 0;
  return digest === `SHA-256=${createHash('sha256').update(upstream.body).digest('base64')}`;
}

/** Makes the signer of a request its caller, or says why not. */
function check(exchange: Exchange, config: Config, { store, settings }: GatewayNode): string | undefined {
  const { headers } = exchange.upstream;
  if (!headers.has('authorization') && !headers.has('proxy-authorization')) return 'Unauthorized';
  if (!isCurrent(exchange, config, Math.floor(settings.clock() / 1000)))
    return `${unverifiable}, a valid date or x-date header is required for HMAC Authentication`;
  const signature = signatureOf(exchange, config);
  if (!signature) return unverifiable;
  if (config.enforce_headers?.some((name) => !signature.headers.includes(name))) return unverifiable;
  if (!config.algorithms?.includes(signature.algorithm)) return unverifiable;
  const credential = store.table('hmacauth_credentials').find('username', signature.username);
  if (!credential) return unverifiable;
  if (!isSame(signature, String(credential.secret), signedText(exchange, signature.headers)))
    return different;
  if (config.validate_request_body && !isBodyGenuine(exchange)) return different;
  const consumer = store.table('consumers').get((credential.consumer as { id: string }).id);
  authenticate(exchange, consumer, credential);
  return undefined;
}

/** Kong's hmac-auth 3.9: a consumer signs parts of its requests. */
export const hmacAuth: PluginDefinition = {
  name: 'hmac-auth',
  priority: 1030,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [
      { hide_credentials: { type: 'boolean', required: true, default: false } },
      { clock_skew: { type: 'number', default: 300, gt: 0 } },
      { anonymous: { type: 'string' } },
      { validate_request_body: { type: 'boolean', required: true, default: false } },
      { enforce_headers: { type: 'array', elements: { type: 'string' }, default: [] } },
      {
        algorithms: {
          type: 'array',
          elements: { type: 'string', one_of: algorithms },
          default: algorithms,
        },
      },
      { realm: { type: 'string', required: false } },
    ],
  },
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const challenge = config.realm === null ? 'hmac' : `hmac realm="${config.realm}"`;
    return {
      access: (exchange) => {
        if (config.anonymous !== null && exchange.credential) return;
        const problem = check(exchange, config, gateway);
        if (problem === undefined) return;
        if (config.anonymous !== null) authenticateAnonymous(exchange, config.anonymous);
        else exchange.fail(401, problem, [['WWW-Authenticate', challenge]]);
      },
    };
  },
};
