import { commonSettings, list, secret } from '@apim/kit/environment';
import { z } from 'zod';

const { APIM_MODE, HOST, PORT, LOG_LEVEL, REDIS_URL, ACTOR_SIGNING_KEY, MANAGER_URLS } = commonSettings;
const httpUrl = () => z.url({ protocol: /^https?$/ });

/** What the BFF reads; administration and public side are the same program with another `SURFACE`. */
export const bffSettings = {
  APIM_MODE,
  HOST,
  PORT,
  LOG_LEVEL,
  REDIS_URL,
  ACTOR_SIGNING_KEY,
  MANAGER_URLS,
  SURFACE: z.enum(['admin', 'public']),
  /** As browsers see it, such as http://localhost:4010/oidc. */
  OIDC_ISSUER: httpUrl(),
  BFF_CLIENT_ID: z.string().min(1).default('apim-bff'),
  BFF_CLIENT_SECRET: secret(),
  /** Where browsers reach `/auth/callback`. */
  PUBLIC_URL: httpUrl(),
  /** Addresses or CIDR ranges of the ingress, whose X-Forwarded-For is believed: log-in limits count by address. */
  TRUSTED_PROXIES: list(),
};

export type BffSettings = z.infer<z.ZodObject<typeof bffSettings>>;
