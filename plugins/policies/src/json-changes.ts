import { z } from 'zod';
import { parseJsonPath } from './json-path.ts';

const jsonPath = z
  .string()
  .max(500)
  .refine((path) => parseJsonPath(path) !== undefined, {
    error: "must be a path such as $.email, customers[*].email, items[0].card or $['odd name']",
  });

/** A value that JSON can hold without parts; numbers that JavaScript would round are refused. */
const scalar = z.union([
  z.string().max(4096),
  z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), {
    error: 'must be a number that is kept exactly; give it as text',
  }),
  z.boolean(),
]);

const entry = z.strictObject({
  path: jsonPath
    .describe('Where the field is. A name met on an array applies to each element; [*] to all elements.')
    .meta({ examples: ['customer.source'] }),
  value: scalar.describe('Its value: a text, a number, true or false.').meta({ examples: ['web'] }),
});

/** How a policy changes JSON: fields of its configuration, in the order in which they are applied. */
export const jsonChanges = {
  remove: z
    .array(jsonPath)
    .max(50)
    .default([])
    .describe('Fields to remove, before anything else.')
    .meta({ examples: [['customer.notes']] }),
  rename: z
    .array(
      z.strictObject({
        from: z
          .string()
          .max(300)
          .regex(
            /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
            'must be names joined by dots, such as customer.mail; arrays on the way need no sign',
          )
          .describe('Field to rename, by names joined by dots; through arrays each element is meant.')
          .meta({ examples: ['customer.mail'] }),
        to: z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be one name of letters, digits, "_" and "-"')
          .describe('Its new name, in the same object; a field of that name is replaced.')
          .meta({ examples: ['email'] }),
      }),
    )
    .max(50)
    .default([])
    .describe('Fields to rename.')
    .meta({ examples: [[{ from: 'customer.mail', to: 'email' }]] }),
  set: z
    .array(entry)
    .max(50)
    .default([])
    .describe('Fields to set, whether they are there or not; the object that holds them must be there.')
    .meta({ examples: [[{ path: 'customer.source', value: 'web' }]] }),
  add: z
    .array(entry)
    .max(50)
    .default([])
    .describe('Fields to set where nothing is found at their path.')
    .meta({ examples: [[{ path: 'customer.source', value: 'web' }]] }),
};

export type JsonChanges = z.output<z.ZodObject<typeof jsonChanges>>;

/** How many changes there are; a configuration without any has no effect. */
export function countChanges(...groups: (Readonly<Record<string, unknown>> | undefined)[]): number {
  return groups
    .flatMap((group) => Object.values(group ?? {}))
    .reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}
