import { z } from 'zod';

/** Headers whose meaning is the connection's, or which carry an identity that the gateway alone may state. */
const reserved = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-authenticated-groups',
]);
const reservedPrefixes = ['x-consumer-', 'x-credential-', 'x-anonymous-', 'x-apim-'];

/** Upstreams that pass headers as CGI variables cannot tell `X_Consumer_ID` from `X-Consumer-ID`. */
function isReserved(name: string): boolean {
  const plain = name.toLowerCase().replaceAll('_', '-');
  return reserved.has(plain) || reservedPrefixes.some((prefix) => `${plain}-`.startsWith(prefix));
}

const anyName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    'must be a header name of at most 100 letters, digits, "-" and "_"',
  )
  .refine((name) => !isReserved(name), {
    error: 'is reserved: connection and identity headers are set by the gateway; choose another name',
  });

/** A header that a tenant's policy may read, whatever it holds. */
export const headerToRead = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    'must be a header name of at most 100 letters, digits, "-" and "_"',
  )
  .refine((name) => !/^x[-_]apim([-_]|$)/i.test(name), {
    error: 'is the gateway’s own; choose another name',
  });

/** A header of the request that a tenant may set or remove. */
export const headerName = anyName;

/** A header of the request that a handler can set: also none that the gateway writes for the upstream. */
export const handlerHeaderName = anyName.refine(
  (name) => !/^(via|x-real-ip|x-forwarded-.*|x-kong-.*)$/i.test(name),
  { error: 'is written by the gateway itself; choose another name' },
);

/** What tells how to read the body; masking decides by it, and a wrong one breaks the answer. */
const ofTheBody = new Set(['content-encoding', 'content-range', 'content-type']);

/** A header of the answer that a tenant may remove. Kong writes its own ones after every policy. */
export const responseHeaderName = anyName
  .refine((name) => !ofTheBody.has(name.toLowerCase()), {
    error: 'describes the body, which this policy does not change; choose another name',
  })
  .refine((name) => !/^(via|x-kong-.*)$/i.test(name), {
    error: 'is written by the gateway after every policy; choose another name',
  });

const visible = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII without line breaks')
  .refine((value) => value.trim() === value, { error: 'must not begin or end with a space' });

const printable = visible.refine((value) => !value.startsWith(':'), {
  error: 'must not begin with a colon, which Kong would drop',
});

/** A value that handlers set as it is. */
export const handlerHeaderValue = visible;

/** A value that reaches the client literally; colons at the start are refused, as Kong's response-transformer drops them. */
export const responseHeaderValue = printable;

/**
 * A value that reaches the upstream literally. Kong's request-transformer runs `$(…)` as code and drops colons at the
 * start, so both are refused instead of being sent as something else.
 */
export const headerValue = printable.refine((value) => !value.includes('$('), {
  error: 'must not hold "$(", which Kong would run as a template; values are literal text',
});
