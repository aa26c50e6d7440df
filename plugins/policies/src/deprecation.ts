import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { transformHeaders } from './header-changes.ts';
import { placesAndCallers } from './scopes.ts';

const moment = z.union([z.iso.date(), z.iso.datetime()], {
  error: 'must be a date or a time in UTC, such as 2027-06-30 or 2027-06-30T12:00:00Z',
});

const address = z
  .string()
  .max(1000)
  .refine(
    (text) => /^https?:\/\/[\x21-\x7e]+$/.test(text) && !/[<>"\\^`{|}]/.test(text) && URL.canParse(text),
    {
      error:
        'must be an http or https address, such as https://docs.example.com/v1, with odd characters percent-encoded',
    },
  );

/**
 * Announces in each answer that an API is deprecated (RFC 9745) and when it ends (RFC 8594), with links to read. It only
 * tells: calls are served after the sunset too.
 */
export const deprecation = definePolicy({
  name: 'deprecation',
  version: '1.0.0',
  title: 'Deprecation',
  summary: 'Tells clients that an API or operation is deprecated, when it ends, and what takes its place.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      deprecatedAt: moment
        .describe('When it is or was deprecated, in UTC; a date means its first moment.')
        .meta({ examples: ['2027-01-01'] }),
      sunsetAt: moment
        .optional()
        .describe('When it is expected to end, in UTC; not before the deprecation.')
        .meta({ examples: ['2027-06-30T12:00:00Z'] }),
      documentation: address
        .optional()
        .describe('Page about the deprecation, linked as rel="deprecation".')
        .meta({ examples: ['https://docs.example.com/v1/deprecation'] }),
      sunsetPolicy: address
        .optional()
        .describe('Page about the end, linked as rel="sunset".')
        .meta({ examples: ['https://docs.example.com/v1/sunset'] }),
      successor: address
        .optional()
        .describe('What takes its place, linked as rel="successor-version".')
        .meta({ examples: ['https://api.example.com/v2'] }),
    })
    .refine(
      ({ deprecatedAt, sunsetAt }) =>
        sunsetAt === undefined || Date.parse(sunsetAt) >= Date.parse(deprecatedAt),
      { path: ['sunsetAt'], message: 'must not be before deprecatedAt' },
    ),
  merge: 'override',
  examples: [
    { title: 'Deprecated', configuration: { deprecatedAt: '2027-01-01' } },
    {
      title: 'Deprecated, with an end and a successor',
      configuration: {
        deprecatedAt: '2027-01-01',
        sunsetAt: '2027-06-30T12:00:00Z',
        documentation: 'https://docs.example.com/v1/deprecation',
        successor: 'https://api.example.com/v2',
      },
    },
  ],
  kong: { plugins: ['response-transformer'], minimalVersion: '3.9.0' },
  describe: ({ deprecatedAt, sunsetAt }) =>
    `Announces deprecation at ${deprecatedAt}${sunsetAt === undefined ? '' : `, sunset at ${sunsetAt}`}`,
  compile: ({ deprecatedAt, sunsetAt, documentation, sunsetPolicy, successor }) => {
    const links = [
      ...(documentation === undefined ? [] : [`<${documentation}>; rel="deprecation"`]),
      ...(sunsetPolicy === undefined ? [] : [`<${sunsetPolicy}>; rel="sunset"`]),
      ...(successor === undefined ? [] : [`<${successor}>; rel="successor-version"`]),
    ];
    const set = [
      { name: 'Deprecation', value: `@${Math.floor(Date.parse(deprecatedAt) / 1000)}` },
      ...(sunsetAt === undefined ? [] : [{ name: 'Sunset', value: new Date(sunsetAt).toUTCString() }]),
    ];
    return {
      plugins: [
        {
          name: 'response-transformer',
          config: {
            ...transformHeaders({ set, remove: [] }),
            // Appended: links of the upstream stay.
            ...(links.length > 0 ? { append: { headers: [`Link:${links.join(', ')}`] } } : {}),
          },
        },
      ],
      functions: [],
    };
  },
});
