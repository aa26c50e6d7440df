import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { realm } from './realm.ts';
import { places } from './scopes.ts';

const signedHeader = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?$/,
    'must be a header name in lower case of at most 100 letters, digits and "-"',
  )
  // A header of that name would stand in for the line itself.
  .refine((name) => name !== 'request-line', {
    error:
      'can be replaced by whoever repeats a request; method and path are signed as @request-target anyway',
  });

/**
 * Requires requests that a subscribed application signed with its secret, which is never sent. Time, method and path are always
 * signed, so that a signature cannot be carried over to another call.
 */
export const hmacAuth = definePolicy({
  name: 'hmac-auth',
  version: '1.0.0',
  title: 'Signed requests (HMAC)',
  summary: 'Requires requests that a subscribed application signed with its secret.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({
    algorithms: z
      .array(z.enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512']))
      .min(1)
      .max(4)
      .default(['hmac-sha256', 'hmac-sha384', 'hmac-sha512'])
      .describe('How requests may be signed.')
      .meta({ examples: [['hmac-sha256']] }),
    dateHeader: z
      .enum(['date', 'x-date'])
      .default('date')
      .describe(
        'Header that holds the time and must be signed; pages in browsers can send only x-date. The other is removed.',
      )
      .meta({ examples: ['x-date'] }),
    clockSkewSeconds: z
      .int()
      .min(1)
      .max(3600)
      .default(300)
      .describe(
        'How far the clock of a client may be off, in seconds; for as long a request can be repeated.',
      )
      .meta({ examples: [60] }),
    signedHeaders: z
      .array(signedHeader)
      .max(20)
      .default([])
      .describe('Headers that must be signed beside the time and @request-target (method and path).')
      .meta({ examples: [['host']] }),
    requireDigest: z
      .boolean()
      .default(true)
      .describe(
        'Whether bodies are protected: their SHA-256 must be in the header Digest, which must be signed, empty for no body.',
      )
      .meta({ examples: [false] }),
    realm,
  }),
  merge: 'override',
  examples: [
    { title: 'Signed with the body', configuration: {} },
    {
      title: 'From browsers, within a minute, bound to the host',
      configuration: {
        algorithms: ['hmac-sha512'],
        dateHeader: 'x-date',
        clockSkewSeconds: 60,
        signedHeaders: ['host'],
        requireDigest: false,
        realm: 'Orders',
      },
    },
  ],
  kong: { plugins: ['hmac-auth', 'acl', 'pre-function'], minimalVersion: '3.9.0' },
  describe: ({ algorithms, clockSkewSeconds, requireDigest }) =>
    `Requires requests signed by ${algorithms.join(' or ')} within ${clockSkewSeconds} s${requireDigest ? ', bodies included' : ''}`,
  compile: (
    { algorithms, dateHeader, clockSkewSeconds, signedHeaders, requireDigest, realm: area },
    { api },
  ) => ({
    plugins: [
      {
        name: 'hmac-auth',
        config: {
          algorithms,
          clock_skew: clockSkewSeconds,
          enforce_headers: [
            ...new Set([
              dateHeader,
              '@request-target',
              ...(requireDigest ? ['digest'] : []),
              ...signedHeaders,
            ]),
          ],
          validate_request_body: requireDigest,
          hide_credentials: true,
          realm: area,
        },
      },
      { name: 'acl', config: { allow: [`api-${api.id}`], hide_groups_header: true } },
    ],
    functions: [],
  }),
  /** Kong is content when either date is current: an unsigned one would let old requests be repeated. */
  onEarlyRequest(ctx, { dateHeader }) {
    ctx.request.removeHeader(dateHeader === 'date' ? 'X-Date' : 'Date');
  },
});
