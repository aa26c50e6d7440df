import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { placesAndCallers } from './scopes.ts';

const defaultMessage = 'Down for maintenance';

/**
 * Answers every request in the upstream's place, with a JSON message or a page. Other policies still run before it: a client
 * without its key gets 401.
 */
export const maintenance = definePolicy({
  name: 'maintenance',
  version: '1.0.0',
  title: 'Maintenance',
  summary: 'Answers every request with a fixed answer; nothing reaches the upstream.',
  direction: 'inbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      status: z
        .int()
        .min(400)
        .max(599)
        .default(503)
        .describe('HTTP status of the answer; an error, so that no client takes the answer for a result.')
        .meta({ examples: [410] }),
      message: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe(`Message in the JSON answer. Default: ${defaultMessage}.`)
        .meta({ examples: ['Back at 18:00 UTC'] }),
      page: z
        .strictObject({
          contentType: z
            .string()
            .max(100)
            .regex(
              /^[a-z]+\/[a-z0-9][a-z0-9.+-]*(; ?charset=[A-Za-z0-9-]+)?$/,
              'must be a content type such as text/html or text/plain; charset=utf-8',
            )
            .describe('Content type of the text.')
            .meta({ examples: ['text/html; charset=utf-8'] }),
          text: z
            .string()
            .min(1)
            .max(65_536)
            .describe('Body of the answer, sent exactly as written.')
            .meta({ examples: ['<h1>Back soon</h1>'] }),
        })
        .optional()
        .describe('Body to send in place of the JSON message.')
        .meta({ examples: [{ contentType: 'text/html', text: '<h1>Back soon</h1>' }] }),
    })
    .refine(({ message, page }) => message === undefined || page === undefined, {
      path: ['page'],
      message: 'takes the place of the message; give one of the two',
    }),
  merge: 'override',
  examples: [
    { title: 'Down for maintenance', configuration: { message: 'Back at 18:00 UTC' } },
    {
      title: 'Gone for good, with a page',
      configuration: {
        status: 410,
        page: { contentType: 'text/html; charset=utf-8', text: '<h1>Please use version 2</h1>' },
      },
    },
  ],
  kong: { plugins: ['request-termination'], minimalVersion: '3.9.0' },
  describe: ({ status, message, page }) =>
    `Answers ${status} with ${page ? `a page of ${page.contentType}` : `"${message ?? defaultMessage}"`}`,
  compile: ({ status, message, page }) => ({
    plugins: [
      {
        name: 'request-termination',
        config: {
          status_code: status,
          ...(page
            ? { content_type: page.contentType, body: page.text }
            : { message: message ?? defaultMessage }),
        },
      },
    ],
    functions: [],
  }),
});
