import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { errorBody, errorHeaders } from './error-format.lua.ts';
import { places } from './scopes.ts';
import { statusTitles } from './status-titles.ts';

const text = (what: string, example: string) =>
  z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(what)
    .meta({ examples: [example] });

/**
 * Gives errors one form, that of RFC 9457, whether the gateway or the upstream made them. What the upstream says of its error
 * reaches clients only when it is asked for. Across scopes texts add up, the more specific one for a status counts.
 */
export const errorFormat = definePolicy({
  name: 'error-format',
  version: '1.0.0',
  title: 'Error format',
  summary: 'Answers errors of the gateway, and of the upstream if wanted, as problem details (RFC 9457).',
  direction: 'outbound',
  scopes: places,
  configuration: z.object({
    errors: z
      .enum(['all', 'server'])
      .default('all')
      .describe('Which errors take the form: all from 400 on, or those of the server from 500 on.')
      .meta({ examples: ['server'] }),
    upstream: z
      .enum(['keep', 'rewrite', 'rewrite-with-message'])
      .default('rewrite')
      .describe(
        'What happens to errors of the upstream: they stay, are rewritten without what they say, or with the message of a JSON answer. Problem details of the upstream stay in any case.',
      )
      .meta({ examples: ['rewrite-with-message'] }),
    contentType: z
      .enum(['application/problem+json', 'application/json'])
      .default('application/problem+json')
      .describe('Content type of errors.')
      .meta({ examples: ['application/json'] }),
    types: z
      .string()
      .max(500)
      .regex(
        /^https?:\/\/[A-Za-z0-9.:-]+\/([A-Za-z0-9._~/-]*\/)?$/,
        'must be an address that ends in "/", such as https://docs.example.com/errors/',
      )
      .optional()
      .describe(
        'Address to which the status is appended as the type of a problem; about:blank without a value.',
      )
      .meta({ examples: ['https://docs.example.com/errors/'] }),
    texts: z
      .array(
        z
          .strictObject({
            status: z
              .int()
              .min(400)
              .max(599)
              .describe('Status of the error.')
              .meta({ examples: [429] }),
            title: text('Title in place of the status’s own.', 'Slow down'),
            detail: text(
              'Detail in place of what the error says.',
              'Wait a minute, or ask us for a larger plan.',
            ),
          })
          .refine(({ title, detail }) => title !== undefined || detail !== undefined, {
            path: ['title'],
            message: 'give a title or a detail',
          }),
      )
      .max(50)
      .refine((texts) => new Set(texts.map(({ status }) => status)).size === texts.length, {
        error: 'names a status twice; name each once',
      })
      .default([])
      .describe('Texts of single errors.')
      .meta({ examples: [[{ status: 429, detail: 'Wait a minute.' }]] }),
    requestId: z
      .boolean()
      .default(true)
      .describe('Whether errors hold the identifier by which the gateway’s log knows the request.')
      .meta({ examples: [false] }),
  }),
  merge: {
    merge: (inherited, own) => {
      const decided = new Set(own.texts.map(({ status }) => status));
      return {
        ...own,
        texts: [...inherited.texts.filter(({ status }) => !decided.has(status)), ...own.texts],
      };
    },
  },
  examples: [
    { title: 'All errors alike', configuration: {} },
    {
      title: 'With types and texts of our own',
      configuration: {
        upstream: 'rewrite-with-message',
        types: 'https://docs.example.com/errors/',
        texts: [{ status: 429, title: 'Slow down', detail: 'Wait a minute, or ask us for a larger plan.' }],
      },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: ({ errors, upstream, contentType }) =>
    `Answers ${errors === 'all' ? 'errors' : 'errors from 500 on'}${upstream === 'keep' ? ' of the gateway' : ''} as ${contentType}`,
  compile: ({ errors, upstream, contentType, types, texts, requestId }) => ({
    plugins: [],
    functions: [
      {
        phase: 'header_filter',
        lua: errorHeaders,
        data: {
          classes: { ...(errors === 'all' ? { '4': true } : {}), '5': true },
          upstream: upstream !== 'keep',
          messages: upstream === 'rewrite-with-message',
          contentType,
        },
      },
      {
        phase: 'body_filter',
        lua: errorBody,
        data: {
          titles: statusTitles,
          texts: Object.fromEntries(texts.map(({ status, ...given }) => [status, given])),
          ...(types === undefined ? {} : { types }),
          requestId,
        },
        libraries: ['json'],
      },
    ],
  }),
});
