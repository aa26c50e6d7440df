import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { headerToRead } from './header-rules.ts';
import { cacheKey, plainAnswer } from './response-cache.lua.ts';
import { places } from './scopes.ts';

const mediaType = z
  .string()
  .max(100)
  .regex(
    /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/,
    'must be a media type in lower case without parameters, such as application/json',
  );

/**
 * Answers GET requests from the memory of the gateway. Kong's cache tells consumers and query parameters apart, but neither
 * tokens nor cookies, and its key can be made to match another request's; so a digest of all that counts goes into the key.
 */
export const responseCache = definePolicy({
  name: 'response-cache',
  version: '1.0.0',
  title: 'Response cache',
  summary: 'Answers repeated GET requests from the memory of the gateway, apart for each caller.',
  direction: 'outbound',
  scopes: places,
  configuration: z.object({
    ttlSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .optional()
      .describe(
        'How long an answer is used, in seconds, whatever the upstream says; without a value its Cache-Control and Expires decide.',
      )
      .meta({ examples: [60] }),
    contentTypes: z
      .array(mediaType)
      .min(1)
      .max(20)
      .default(['application/json'])
      .describe('Types of the answers that are kept, alone or with charset=utf-8.')
      .meta({ examples: [['application/json', 'text/plain']] }),
    statuses: z
      .array(z.int().min(200).max(599))
      .min(1)
      .max(20)
      .default([200])
      .describe(
        'Statuses of the answers that are kept; 206 and 304 are parts and references, and never kept.',
      )
      .meta({ examples: [[200, 404]] })
      .refine((statuses) => !statuses.some((status) => status === 206 || status === 304), {
        error: 'must not hold 206 or 304: such an answer is no whole one',
      }),
    queryParameters: z
      .array(z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be the name of a query parameter'))
      .min(1)
      .max(50)
      .optional()
      .describe(
        'Query parameters that make a difference; without a list, all do. Others must not change the answer.',
      )
      .meta({ examples: [['page', 'size']] }),
    varyHeaders: z
      .array(headerToRead)
      .max(20)
      .default([])
      .describe('Request headers that make a difference beside Authorization and Cookie.')
      .meta({ examples: [['Accept', 'Accept-Language']] }),
    sameForAll: z
      .boolean()
      .default(false)
      .describe(
        'Whether Authorization and Cookie make no difference: only when the answer is the same for everybody. Applications are told apart in any case.',
      )
      .meta({ examples: [true] }),
    showStatus: z
      .boolean()
      .default(true)
      .describe('Whether answers tell by X-Cache-Status and Age where they come from.')
      .meta({ examples: [false] }),
  }),
  merge: 'override',
  examples: [
    { title: 'As long as the upstream says', configuration: {} },
    {
      title: 'One minute, by language, the same for everybody',
      configuration: {
        ttlSeconds: 60,
        queryParameters: ['page', 'size'],
        varyHeaders: ['Accept-Language'],
        sameForAll: true,
      },
    },
  ],
  kong: {
    plugins: ['proxy-cache', 'response-transformer', 'pre-function', 'post-function'],
    minimalVersion: '3.9.0',
  },
  describe: ({ ttlSeconds, sameForAll }) =>
    `Keeps answers ${ttlSeconds === undefined ? 'as long as the upstream says' : `for ${ttlSeconds} s`}${sameForAll ? ', the same for all callers of an application' : ', apart for each caller'}`,
  compile: ({
    ttlSeconds,
    contentTypes,
    statuses,
    queryParameters,
    varyHeaders,
    sameForAll,
    showStatus,
  }) => ({
    plugins: [
      {
        name: 'proxy-cache',
        config: {
          strategy: 'memory',
          request_method: ['GET'],
          response_code: statuses,
          // Kong compares parameters too, and their case counts.
          content_type: contentTypes.flatMap((type) => [
            type,
            `${type}; charset=utf-8`,
            `${type}; charset=UTF-8`,
          ]),
          ...(ttlSeconds === undefined
            ? { cache_control: true }
            : { cache_control: false, cache_ttl: ttlSeconds }),
          ...(queryParameters === undefined ? {} : { vary_query_params: queryParameters }),
          vary_headers: ['x-apim-cache-key'],
          response_headers: { age: showStatus, 'X-Cache-Status': showStatus, 'X-Cache-Key': false },
        },
      },
      // It would be kept, and handed to the next caller.
      { name: 'response-transformer', config: { remove: { headers: ['Set-Cookie'] } } },
    ],
    functions: [
      {
        phase: 'early',
        lua: cacheKey,
        data: {
          headers: [
            ...new Set([...(sameForAll ? [] : ['Authorization', 'Cookie']), ...varyHeaders].map(variable)),
          ],
          ...(queryParameters === undefined ? {} : { query: queryParameters }),
        },
      },
      { phase: 'access', lua: plainAnswer },
    ],
  }),
});

/** Where nginx holds a header of the request. */
const variable = (header: string) => `http_${header.toLowerCase().replaceAll('-', '_')}`;
