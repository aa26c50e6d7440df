import { z } from 'zod';

/** A query parameter or field of a form. */
export const fieldName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

/** The value of one. */
export const fieldText = z
  .string()
  .max(4096)
  .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters');

interface Naming {
  /** What has the name, such as `header`. */
  readonly what: string;
  readonly name: z.ZodType<string, string>;
  readonly value: z.ZodType<string, string>;
  /** A name and another one, for examples. */
  readonly examples: readonly [string, string];
}

/** How a policy changes what has names and texts: fields of its configuration, in the order in which they are applied. */
export function namedChanges({ what, name, value, examples: [first, second] }: Naming) {
  const entries = (description: string) =>
    z
      .array(
        z.strictObject({
          name: name.describe(`Name of the ${what}.`).meta({ examples: [first] }),
          value: value.describe('Its value, sent exactly as written.').meta({ examples: ['web'] }),
        }),
      )
      .max(50)
      .default([])
      .describe(description)
      .meta({ examples: [[{ name: first, value: 'web' }]] });
  return z
    .strictObject({
      remove: z
        .array(name)
        .max(50)
        .default([])
        .describe('Names to remove, before anything else.')
        .meta({ examples: [[first]] }),
      rename: z
        .array(
          z.strictObject({
            from: name.describe('Name that the client sends.').meta({ examples: [first] }),
            to: name.describe('Name that the upstream gets.').meta({ examples: [second] }),
          }),
        )
        .max(50)
        .default([])
        .describe('Names to replace by others; the first value is kept, in place of any of the new name.')
        .meta({ examples: [[{ from: first, to: second }]] }),
      set: entries('Values to set, in place of all that the client sent.'),
      add: entries('Values to set where the client sent none.'),
    })
    .superRefine((changes, context) => {
      // Order would decide among two words on one name.
      const seen = new Set<string>();
      const given = [
        ...changes.remove.map((text, index) => [text, ['remove', index]] as const),
        ...changes.rename.map(({ from }, index) => [from, ['rename', index, 'from']] as const),
        ...changes.set.map((entry, index) => [entry.name, ['set', index, 'name']] as const),
        ...changes.add.map((entry, index) => [entry.name, ['add', index, 'name']] as const),
      ];
      for (const [text, path] of given) {
        const key = what === 'header' ? text.toLowerCase() : text;
        if (seen.has(key)) {
          const message = `names ${text} a second time; name each ${what} once`;
          context.addIssue({ code: 'custom', path: [...path], message });
        }
        seen.add(key);
      }
    });
}
