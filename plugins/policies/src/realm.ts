import { z } from 'zod';

/** Name of a protected area for WWW-Authenticate; nothing in it can end the quotes around it. */
export const realm = z
  .string()
  .regex(/^[\w .-]{1,64}$/, 'must be 1 to 64 letters, digits, spaces, dots, hyphens or underscores')
  .default('API')
  .describe('Name of the protected area, sent in the WWW-Authenticate header of a 401 answer.')
  .meta({ examples: ['Customer API'] });
