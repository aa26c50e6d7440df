import { DomainError } from '@apim/kit/errors';
import { z } from 'zod';

// eslint-disable-next-line no-control-regex -- control characters are what names must not hold
const CONTROL = /[\u0000-\u001f\u007f]/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Short name of an organisation or project: unique where it lives, part of addresses. */
export const slug = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,39}$/,
    'must be 2 to 40 lower-case letters, digits and hyphens, and begin with a letter',
  );

/** A name for people: 1 to 100 characters. */
export const displayName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((value) => !CONTROL.test(value), 'must not hold control characters');

/** An e-mail address, in lower case. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'must have at most 254 characters')
  .pipe(z.email('must be an e-mail address, such as name@example.com'));

/** A password that someone sets: 12 to 200 characters of any kind. */
export const newPassword = z
  .string()
  .min(12, 'must have at least 12 characters')
  .max(200, 'must have at most 200 characters');

/** Whether a text can be an id of ours; others are not looked up. */
export const isId = (value: string): boolean => UUID.test(value);

/** The checked input of a mutation; throws INVALID_INPUT that names the first field at fault. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const field = ['input', ...path].join('.');
  throw new DomainError('INVALID_INPUT', `${field} ${message}.`, { field });
}
