import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { webOrigin } from './origin.ts';
import { places } from './scopes.ts';

const fieldName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    'must be a header name of at most 100 letters, digits, "-" and "_"',
  );

/**
 * Lets pages of other origins call the API from a browser. The gateway answers preflights itself, ahead of any key check,
 * as browsers send no key with them.
 */
export const cors = definePolicy({
  name: 'cors',
  version: '1.0.0',
  title: 'CORS',
  summary: 'Lets web pages of the given origins call the API, and answers their preflight requests.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      origins: z
        .array(z.literal('*').or(webOrigin))
        .min(1)
        .max(100)
        .describe('Origins whose pages may call the API; * alone stands for every origin.')
        .meta({ examples: [['https://app.example.com']] }),
      methods: z
        .array(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']))
        .min(1)
        .max(7)
        .default(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
        .describe('Methods that pages may use.')
        .meta({ examples: [['GET', 'POST']] }),
      headers: z
        .array(fieldName)
        .min(1)
        .max(100)
        .optional()
        .describe('Request headers that pages may send; without a list, whatever a preflight asks for.')
        .meta({ examples: [['Content-Type', 'X-API-Key']] }),
      exposedHeaders: z
        .array(fieldName)
        .max(100)
        .default([])
        .describe('Response headers that pages may read beside the few that every page may.')
        .meta({ examples: [['X-RateLimit-Remaining-Minute']] }),
      credentials: z
        .boolean()
        .default(false)
        .describe('Whether browsers send cookies and HTTP authentication along; not with the origin *.')
        .meta({ examples: [true] }),
      maxAgeSeconds: z
        .int()
        .min(0)
        .max(86_400)
        .default(600)
        .describe('How long a browser may remember the answer to a preflight, in seconds.')
        .meta({ examples: [3600] }),
    })
    .superRefine(({ origins, credentials }, context) => {
      const every = origins.indexOf('*');
      if (every >= 0 && origins.length > 1) {
        const message = 'stands for every origin; give it alone, or remove it';
        context.addIssue({ code: 'custom', path: ['origins', every], message });
      }
      // Kong would repeat any page's origin, which hands the user's session to every site.
      if (every >= 0 && credentials) {
        const message = 'must be false for the origin *; list the origins to trust with credentials';
        context.addIssue({ code: 'custom', path: ['credentials'], message });
      }
    }),
  merge: 'override',
  examples: [
    { title: 'Every page may call', configuration: { origins: ['*'] } },
    {
      title: 'Two applications, with cookies',
      configuration: {
        origins: ['https://app.example.com', 'http://localhost:3000'],
        methods: ['GET', 'POST'],
        headers: ['Content-Type', 'X-API-Key'],
        exposedHeaders: ['X-RateLimit-Remaining-Minute'],
        credentials: true,
        maxAgeSeconds: 3600,
      },
    },
  ],
  kong: { plugins: ['cors'], minimalVersion: '3.9.0' },
  describe: ({ origins, credentials }) => {
    const named =
      origins[0] === '*'
        ? 'every origin'
        : origins.length > 3
          ? `${origins.length} origins`
          : origins.join(', ');
    return `Admits pages of ${named}${credentials ? ' with credentials' : ''}`;
  },
  compile: ({ origins, methods, headers, exposedHeaders, credentials, maxAgeSeconds }) => ({
    plugins: [
      {
        name: 'cors',
        config: {
          origins,
          methods,
          headers,
          ...(exposedHeaders.length > 0 ? { exposed_headers: exposedHeaders } : {}),
          credentials,
          max_age: maxAgeSeconds,
          preflight_continue: false,
        },
      },
    ],
    functions: [],
  }),
});
