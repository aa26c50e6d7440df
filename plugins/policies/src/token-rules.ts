import { z } from 'zod';
import { parseJsonPath } from './json-path.ts';

/** A text that a token holds and that can be repeated in a header. */
const tokenText = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be printable ASCII without spaces, quotes and backslashes');

/** Whom a token must be meant for. */
export const audiences = z.array(tokenText).min(1).max(20);

/** Scopes that a token must hold, all of them (RFC 6749). */
export const scopes = z.array(tokenText).max(50);

/** A claim by its path; of lists single elements, as which one counts must be plain. */
export const claimPath = z
  .string()
  .max(200)
  .refine((path) => parseJsonPath(path)?.every((step) => !('any' in step)) === true, {
    error:
      "must be the path of one claim, such as department, realm_access.roles or $['https://example.com/roles']",
  });
