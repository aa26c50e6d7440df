import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Checks members of a JSON body. */
export default definePolicy({
  name: 'validate',
  version: '1.0.0',
  title: 'validate',
  summary: 'Checks members of a JSON body.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({
    fields: z.array(
      z.object({
        path: z.string(),
        type: z.string(),
        min: z.number().optional(),
        max: z.number().optional(),
        oneOf: z.array(z.string()).optional(),
      }),
    ),
  }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'As recorded',

  onRequest: (ctx, config) => {
    const body = ctx.request.json();
    if (body === undefined || !ctx.json.isObject(body)) {
      return ctx.respond(400, { message: 'body must be a JSON object' });
    }
    const errors: string[] = [];
    for (const field of config.fields) {
      const value = ctx.json.get(body, field.path);
      if (value === undefined) {
        errors.push(`${field.path}: required`);
        continue;
      }
      const kind = ctx.json.isNull(value) ? 'null' : ctx.json.isArray(value) ? 'array' : typeof value;
      if (kind !== field.type) {
        errors.push(`${field.path}: must be ${field.type}, is ${kind}`);
        continue;
      }
      if (typeof value === 'number') {
        if (field.min !== undefined && value < field.min)
          errors.push(`${field.path}: must be >= ${field.min}, is ${value}`);
        if (field.max !== undefined && value > field.max)
          errors.push(`${field.path}: must be <= ${field.max}, is ${value}`);
      }
      if (typeof value === 'string') {
        const length = ctx.text.length(value);
        if (field.min !== undefined && length < field.min)
          errors.push(`${field.path}: too short (${length})`);
        if (field.oneOf !== undefined && !field.oneOf.includes(value)) {
          errors.push(`${field.path}: must be one of ${field.oneOf.join(', ')}`);
        }
      }
    }
    if (errors.length > 0) ctx.respond(422, { message: 'invalid body', errors, count: errors.length });
  },
});
