import { list, managerSettings, readEnvironment, secret } from '@apim/kit/environment';
import { z } from 'zod';

/** The gateway manager's settings; throws one error that names each wrong one. */
export const readSettings = (source: NodeJS.ProcessEnv) =>
  readEnvironment(
    {
      ...managerSettings(source),
      /** host:port of upstreams that are admitted although they are private or loopback. */
      ADMIN_ADDRESS_ALLOW: list(),
      /** Where gateways send their access log; no log without it. */
      ACCESS_LOG_URL: z.url({ protocol: /^https?$/ }).optional(),
      INGEST_TOKEN: secret().optional(),
      /** How often the key sets of trusted issuers are read. */
      KEY_SET_SECONDS: z.coerce.number().min(1).max(86_400).default(60),
      /** How often gateways are compared wholly with what they should hold. */
      COMPARE_SECONDS: z.coerce.number().min(1).max(86_400).default(60),
    },
    source,
  );

export type Settings = ReturnType<typeof readSettings>;
