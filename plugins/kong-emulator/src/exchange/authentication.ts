import type { Exchange } from './exchange.ts';
import type { Stored } from '../store/table.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Makes a consumer the caller of a request and tells the upstream, as Kong's authentication plugins do; what a client sent under those names goes. A credential may have no consumer (ldap-auth). */
export function authenticate(
  exchange: Exchange,
  consumer: Stored | undefined,
  credential: Stored | undefined,
  identifier: string | undefined = credential && (text(credential.username) ?? credential.id),
): void {
  exchange.consumer = consumer;
  exchange.credential = credential;
  const { headers } = exchange.upstream;
  const put = (name: string, value: string | undefined): void => {
    if (value === undefined) headers.remove(name);
    // Header lines hold one character a byte.
    else headers.set(name, Buffer.from(value).toString('latin1'));
  };
  put('X-Consumer-ID', consumer?.id);
  put('X-Consumer-Custom-ID', text(consumer?.custom_id));
  put('X-Consumer-Username', text(consumer?.username));
  put('X-Credential-Identifier', identifier);
  put('X-Anonymous-Consumer', credential ? undefined : 'true');
}

/** Lets a request pass as the consumer that a configuration names for callers without credentials. */
export function authenticateAnonymous(exchange: Exchange, anonymous: string): void {
  const { gateway } = exchange;
  const consumer = gateway.entities.find(gateway.store.table('consumers'), anonymous);
  if (!consumer) {
    gateway.log('error', `anonymous consumer ${anonymous} is configured but doesn't exist`);
    exchange.fail(500, 'An unexpected error occurred');
  }
  authenticate(exchange, consumer, undefined);
}
