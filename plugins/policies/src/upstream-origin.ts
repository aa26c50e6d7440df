import { z } from 'zod';
import { isIntakeHost } from './intake.ts';

/** Scheme, host and port of an upstream that requests can be sent to in place of the API's own; the path stays. */
export const upstreamOrigin = z
  .string()
  .max(300)
  .refine(
    (text) => {
      const host = /^https?:\/\/([a-z0-9._-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/.exec(text)?.[1];
      return host !== undefined && URL.canParse(text) && isIntakeHost(host);
    },
    {
      error:
        'must be scheme, host and port in lower case, such as https://canary.example.com or http://10.0.0.7:8080: the path of the request stays',
    },
  );
