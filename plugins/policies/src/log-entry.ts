import { luaLiteral } from '@apim/sdk';
import { z } from 'zod';
import { headerToRead } from './header-rules.ts';

/** Words in a name that make its value a secret, or part of one. */
const secretWords = new Set([
  ...['apikey', 'assertion', 'auth', 'authorization', 'bearer', 'cookie', 'cookie2', 'credential'],
  ...['credentials', 'csrf', 'hmac', 'jwt', 'key', 'otp', 'passwd', 'password', 'pwd', 'secret', 'session'],
  ...['sessionid', 'sid', 'sig', 'signature', 'token', 'xsrf'],
]);
/** Secrets when they are a whole name, as in OAuth 2.0 redirects. */
const secretNames = new Set(['code', 'nonce', 'pin', 'state']);

function isSecret(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return (
    secretNames.has(name.toLowerCase()) ||
    words.some((word) => secretWords.has(word) || /(token|secret|password|apikey)$/.test(word))
  );
}

const plainName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/,
    'must be a name of at most 100 letters, digits, ".", "-" and "_"',
  )
  .refine((name) => !isSecret(name), {
    error: 'names a secret, which no log may hold; remove it',
  });

const uniqueNames = (names: readonly string[]) =>
  new Set(names.map((name) => name.toLowerCase())).size === names.length;
const names = z
  .array(plainName)
  .max(50)
  .refine(uniqueNames, { error: 'names one twice; name each once' })
  .default([]);

/** What the entries of every log hold, as fields of a policy's configuration. */
export const logEntryFields = {
  requestHeaders: names
    .describe('Request headers that an entry holds, the first value of each; all others are left out.')
    .meta({ examples: [['User-Agent', 'X-Request-ID']] }),
  maskedHeaders: z
    .array(headerToRead)
    .max(50)
    .refine(uniqueNames, { error: 'names one twice; name each once' })
    .default([])
    .describe(
      'Request headers of which an entry tells by *** that they were sent, also those that hold secrets.',
    )
    .meta({ examples: [['Authorization']] }),
  responseHeaders: names
    .describe('Response headers that an entry holds, the first value of each; all others are left out.')
    .meta({ examples: [['Content-Type']] }),
  queryParameters: names
    .describe('Query parameters that an entry holds; all others are left out, of its addresses too.')
    .meta({ examples: [['page']] }),
  consumer: z
    .boolean()
    .default(true)
    .describe('Whether an entry tells which application called.')
    .meta({ examples: [false] }),
  clientAddress: z
    .boolean()
    .default(true)
    .describe('Whether an entry holds the address of the client.')
    .meta({ examples: [false] }),
  labels: z
    .array(
      z.strictObject({
        name: plainName.describe('Name of the label.').meta({ examples: ['team'] }),
        value: z
          .string()
          .max(500)
          .describe('Its text, the same in each entry; no secret.')
          .meta({ examples: ['payments'] }),
      }),
    )
    .max(20)
    .refine((labels) => uniqueNames(labels.map(({ name }) => name)), {
      error: 'names a label twice; name each once',
    })
    .default([])
    .describe('Texts that are added to each entry, below "labels".')
    .meta({ examples: [[{ name: 'team', value: 'payments' }]] }),
};

export type LogEntry = z.output<z.ZodObject<typeof logEntryFields>>;

/**
 * Values of `custom_fields_by_lua` by which Kong's log entry (`kong.log.serialize`, 3.9) keeps what is listed and nothing else that
 * could hold a secret. Every key is always given: what one log plugin sets holds for those that run after it.
 */
export function logEntryCode(entry: LogEntry): Record<string, string> {
  const { requestHeaders, maskedHeaders, responseHeaders, queryParameters } = entry;
  const { consumer, clientAddress, labels } = entry;
  return {
    'request.headers': table([
      ...requestHeaders.map((name) => member(name.toLowerCase(), 'kong.request.get_header', name)),
      // Last, so that a header in both lists is masked.
      ...maskedHeaders.map(
        (name) => `${member(name.toLowerCase(), 'kong.request.get_header', name)} and "***"`,
      ),
    ]),
    'request.querystring': table(
      queryParameters.map((name) => member(name, 'kong.request.get_query_arg', name)),
    ),
    'request.uri': 'return kong.request.get_path()',
    'request.url': 'return nil',
    upstream_uri: 'return nil',
    'response.headers': table(
      responseHeaders.map((name) => member(name.toLowerCase(), 'kong.response.get_header', name)),
    ),
    authenticated_entity: 'return nil',
    ...(consumer ? {} : { consumer: 'return nil' }),
    ...(clientAddress ? {} : { client_ip: 'return nil' }),
    labels:
      labels.length === 0
        ? 'return nil'
        : `return ${luaLiteral(Object.fromEntries(labels.map(({ name, value }) => [name, value])))}`,
  };
}

const table = (members: readonly string[]) => `return {${members.join(',')}}`;
const member = (key: string, read: string, name: string) =>
  `[${luaLiteral(key)}]=${read}(${luaLiteral(name)})`;

/** Such as `with User-Agent, page`, for descriptions. */
export function describeLogEntry({ requestHeaders, responseHeaders, queryParameters }: LogEntry): string {
  const kept = [...requestHeaders, ...responseHeaders, ...queryParameters];
  return kept.length === 0 ? 'without headers and query' : `with ${kept.join(', ')}`;
}
