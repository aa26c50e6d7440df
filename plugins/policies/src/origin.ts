import { z } from 'zod';

/**
 * A web origin exactly as browsers send it: scheme, host in lower case, and a port that is not the scheme's own. Of other
 * characters than these Kong's cors plugin makes a regular expression, so they are refused.
 */
export const webOrigin = z
  .string()
  .max(300)
  .refine(
    (text) => /^https?:\/\/[a-z0-9.:-]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    {
      error:
        'must be an origin as browsers send it, such as https://app.example.com or http://localhost:3000: no path, no wildcard, no default port',
    },
  );
