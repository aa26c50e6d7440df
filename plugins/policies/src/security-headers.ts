import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { transformHeaders } from './header-changes.ts';
import { webOrigin } from './origin.ts';
import { placesAndCallers } from './scopes.ts';

/** Browsers are told so on the lists where a domain is preloaded. */
const preloadSeconds = 31_536_000;

/**
 * Tells browsers how to treat answers. Frames are named in a Content-Security-Policy of its own, which browsers hold to
 * beside the upstream's: it never loosens that one.
 */
export const securityHeaders = definePolicy({
  name: 'security-headers',
  version: '1.0.0',
  title: 'Security headers',
  summary: 'Tells browsers not to guess types, not to frame answers, and to stay on HTTPS.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      strictTransport: z
        .strictObject({
          maxAgeSeconds: z
            .int()
            .min(0)
            .max(63_072_000)
            .default(preloadSeconds)
            .describe('How long browsers stay on HTTPS, in seconds; 0 ends it.')
            .meta({ examples: [15_768_000] }),
          includeSubDomains: z
            .boolean()
            .default(false)
            .describe('Whether subdomains of the host are meant as well.')
            .meta({ examples: [true] }),
          preload: z
            .boolean()
            .default(false)
            .describe('Whether browsers may carry the host in their lists of HTTPS hosts; hard to undo.')
            .meta({ examples: [true] }),
        })
        .refine(
          ({ maxAgeSeconds, includeSubDomains, preload }) =>
            !preload || (includeSubDomains && maxAgeSeconds >= preloadSeconds),
          {
            path: ['preload'],
            message: `needs includeSubDomains and maxAgeSeconds of at least ${preloadSeconds}, or no list takes the host`,
          },
        )
        .optional()
        .describe(
          'Strict-Transport-Security for the whole host of the gateway; without a value it is not touched.',
        )
        .meta({ examples: [{ maxAgeSeconds: 15_768_000 }] }),
      noSniff: z
        .boolean()
        .default(true)
        .describe('Whether X-Content-Type-Options forbids browsers to guess another content type.')
        .meta({ examples: [false] }),
      referrerPolicy: z
        .enum([
          'no-referrer',
          'no-referrer-when-downgrade',
          'origin',
          'origin-when-cross-origin',
          'same-origin',
          'strict-origin',
          'strict-origin-when-cross-origin',
          'unsafe-url',
          'unchanged',
        ])
        .default('no-referrer')
        .describe(
          'Referrer-Policy: how much of its address a page tells others; unchanged does not touch it.',
        )
        .meta({ examples: ['strict-origin-when-cross-origin'] }),
      frames: z
        .enum(['deny', 'same-origin', 'listed', 'unchanged'])
        .default('deny')
        .describe(
          'Who may show answers in a frame: nobody, the same origin, the listed origins, or as the upstream says.',
        )
        .meta({ examples: ['same-origin'] }),
      frameOrigins: z
        .array(webOrigin)
        .max(50)
        .default([])
        .describe('Origins that may show answers in a frame, with listed.')
        .meta({ examples: [['https://portal.example.com']] }),
    })
    .superRefine((configuration, context) => {
      const { frames, frameOrigins } = configuration;
      if ((frames === 'listed') !== frameOrigins.length > 0) {
        const message = 'belongs to frames "listed": give both or neither';
        context.addIssue({ code: 'custom', path: ['frameOrigins'], message });
      }
      if (headersToSet(configuration).length === 0 && frames === 'unchanged') {
        context.addIssue({
          code: 'custom',
          path: ['noSniff'],
          message: 'leaves nothing to set; set one header',
        });
      }
    }),
  merge: 'override',
  examples: [
    { title: 'Safe for any API', configuration: {} },
    {
      title: 'Stay on HTTPS, and be framed by the portal',
      configuration: {
        strictTransport: { maxAgeSeconds: 31_536_000, includeSubDomains: true },
        referrerPolicy: 'strict-origin-when-cross-origin',
        frames: 'listed',
        frameOrigins: ['https://portal.example.com'],
      },
    },
  ],
  kong: { plugins: ['response-transformer'], minimalVersion: '3.9.0' },
  describe: (configuration) => {
    const names = headersToSet(configuration).map(({ name }) => name);
    const ancestors = frameAncestors(configuration);
    return `Sets ${[...names, ...(ancestors === undefined ? [] : [`frame-ancestors ${ancestors}`])].join(', ')}`;
  },
  compile: (configuration) => {
    const ancestors = frameAncestors(configuration);
    return {
      plugins: [
        {
          name: 'response-transformer',
          config: {
            ...transformHeaders({ set: headersToSet(configuration), remove: [] }),
            ...(ancestors === undefined
              ? {}
              : { append: { headers: [`Content-Security-Policy:frame-ancestors ${ancestors}`] } }),
          },
        },
      ],
      functions: [],
    };
  },
});

interface Choice {
  strictTransport?: { maxAgeSeconds: number; includeSubDomains: boolean; preload: boolean } | undefined;
  noSniff: boolean;
  referrerPolicy: string;
  frames: 'deny' | 'same-origin' | 'listed' | 'unchanged';
  frameOrigins: string[];
}

function headersToSet({ strictTransport, noSniff, referrerPolicy, frames }: Choice) {
  const set: { name: string; value: string }[] = [];
  if (strictTransport !== undefined) {
    const { maxAgeSeconds, includeSubDomains, preload } = strictTransport;
    const flags = `${includeSubDomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`;
    set.push({ name: 'Strict-Transport-Security', value: `max-age=${maxAgeSeconds}${flags}` });
  }
  if (noSniff) set.push({ name: 'X-Content-Type-Options', value: 'nosniff' });
  if (referrerPolicy !== 'unchanged') set.push({ name: 'Referrer-Policy', value: referrerPolicy });
  // For browsers that do not know frame-ancestors; a list cannot be said here.
  if (frames === 'deny') set.push({ name: 'X-Frame-Options', value: 'DENY' });
  if (frames === 'same-origin') set.push({ name: 'X-Frame-Options', value: 'SAMEORIGIN' });
  return set;
}

function frameAncestors({ frames, frameOrigins }: Choice): string | undefined {
  return { deny: "'none'", 'same-origin': "'self'", listed: frameOrigins.join(' '), unchanged: undefined }[
    frames
  ];
}
