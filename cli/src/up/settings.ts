import { join } from 'node:path';
import type { Ports } from './ports.ts';
import { trustedKeys, type Issuer, type Secrets } from './secrets.ts';

export interface Addresses {
  postgresql: (database: string) => string;
  mariadb: (database: string) => string;
  redis: string;
}

const local = (port: number): string => `http://127.0.0.1:${port}`;
const managers = ['tenant', 'gateway', 'policy', 'portal', 'analytics'] as const;

/** The settings of each part of the local installation, in the form of an environment. */
export function createSettings(folder: string, ports: Ports, secrets: Secrets, addresses: Addresses) {
  const issuer = `http://localhost:${ports.publicBff}/oidc`;
  const publicUrl = `http://localhost:${ports.web}`;
  const common = (part: Issuer, port: number): NodeJS.ProcessEnv => ({
    APIM_MODE: 'local',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    REDIS_URL: addresses.redis,
    ACTOR_SIGNING_KEY: JSON.stringify(secrets.actorKeys[part]),
    ACTOR_TRUSTED_KEYS: JSON.stringify(trustedKeys(secrets)),
    MANAGER_URLS: JSON.stringify(Object.fromEntries(managers.map((name) => [name, local(ports[name])]))),
  });
  const bff = (surface: 'admin' | 'public', port: number): NodeJS.ProcessEnv => ({
    ...common('bff', port),
    SURFACE: surface,
    OIDC_ISSUER: issuer,
    BFF_CLIENT_ID: 'apim-bff',
    BFF_CLIENT_SECRET: secrets.bffClientSecret,
    PUBLIC_URL: publicUrl,
  });
  return {
    tenant: {
      ...common('tenant', ports.tenant),
      DATABASE_URL: addresses.postgresql('apim_tenant'),
      OIDC_ISSUER: issuer,
      OIDC_COOKIE_KEYS: secrets.oidcCookieKeys.join(','),
      OIDC_SIGNING_KEYS: JSON.stringify(secrets.oidcSigningKeys),
      BFF_CLIENT_SECRET: secrets.bffClientSecret,
      BFF_REDIRECT_URIS: `${publicUrl}/auth/callback,http://localhost:${ports.bff}/auth/callback`,
    },
    gateway: {
      ...common('gateway', ports.gateway),
      DATABASE_URL: addresses.mariadb('apim_gateway'),
      ADMIN_ADDRESS_ALLOW: `127.0.0.1:${ports.upstream},localhost:${ports.upstream}`,
      ACCESS_LOG_URL: `${local(ports.analytics)}/ingest`,
      INGEST_TOKEN: secrets.ingestToken,
    },
    policy: { ...common('policy', ports.policy), DATABASE_URL: addresses.mariadb('apim_policy') },
    portal: { ...common('portal', ports.portal), DATABASE_URL: addresses.mariadb('apim_portal') },
    analytics: {
      ...common('analytics', ports.analytics),
      DUCKDB_PATH: join(folder, 'data', 'analytics.duckdb'),
      INGEST_TOKEN: secrets.ingestToken,
    },
    bff: bff('admin', ports.bff),
    publicBff: bff('public', ports.publicBff),
  };
}

export type Settings = ReturnType<typeof createSettings>;
