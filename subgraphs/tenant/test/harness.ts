import type { ActorClaims } from '@apim/kit/actor';
import type { Role } from '@apim/kit/permissions';
import type { RunningServer } from '@apim/kit/server';
import { createTestKeys, type TestKeys } from '@apim/kit/testing/actors';
import { createTestDatabase, testServer } from '@apim/kit/testing/databases';
import { graphqlClient } from '@apim/kit/testing/graphql-client';
import { exportJWK, generateKeyPair } from 'jose';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createDatabase, type Database } from '../src/database.ts';
import { start } from '../src/main.ts';
import { seedOrganization, type Seeded } from '../src/seed.ts';

export const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
export const ISSUER = 'http://localhost:4010/oidc';
export const CALLBACK = 'http://localhost:3000/auth/callback';
export const clientSecret = randomBytes(24).toString('base64url');

export interface TestOrganization extends Seeded {
  email: string;
  password: string;
  /** A member with the role over the organisation, or over one project. */
  as(role: Role, projectId?: string): ActorClaims;
}

export interface TestTenant {
  url: string;
  databaseUrl: string;
  database: Database;
  keys: TestKeys;
  /** Every line that the manager logged. */
  logged: string[];
  graphql: ReturnType<typeof graphqlClient>;
  /** A new organisation with a project `main` and an owner. */
  organization(slug: string): Promise<TestOrganization>;
  stop(): Promise<void>;
}

/** Usable settings for a manager under test, in production mode. */
export async function testSettings(databaseUrl: string, keys: TestKeys): Promise<NodeJS.ProcessEnv> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    APIM_MODE: 'production',
    PORT: '0',
    LOG_LEVEL: 'trace',
    DATABASE_URL: databaseUrl,
    REDIS_URL: testServer('REDIS'),
    ACTOR_SIGNING_KEY: JSON.stringify(keys.privateKeys.tenant),
    ACTOR_TRUSTED_KEYS: JSON.stringify(keys.trusted),
    MANAGER_URLS: '{}',
    OIDC_ISSUER: ISSUER,
    OIDC_COOKIE_KEYS: randomBytes(24).toString('base64url'),
    OIDC_SIGNING_KEYS: JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: 'one' }] }),
    BFF_CLIENT_SECRET: clientSecret,
    BFF_REDIRECT_URIS: CALLBACK,
  } as NodeJS.ProcessEnv;
}

/** A manager on a database of its own. */
export async function startTenant(change: Partial<NodeJS.ProcessEnv> = {}): Promise<TestTenant> {
  const { url: databaseUrl, drop } = await createTestDatabase('POSTGRESQL', migrations);
  const keys = await createTestKeys('bff', 'tenant', 'gateway');
  const logged: string[] = [];
  const settings = { ...(await testSettings(databaseUrl, keys)), ...change };
  const server: RunningServer = await start(settings, {
    logDestination: { write: (line: string) => void logged.push(line) },
  });
  const database = createDatabase(databaseUrl);
  return {
    url: server.url,
    databaseUrl,
    database,
    keys,
    logged,
    graphql: graphqlClient(server.url, 'tenant', await keys.signer('bff')),
    async organization(slug) {
      const email = `owner@${slug}.example`;
      const password = randomBytes(12).toString('base64url');
      const seeded = await seedOrganization(databaseUrl, {
        organization: { slug, name: slug.toUpperCase() },
        project: { slug: 'main', name: 'Main' },
        administrator: { email, name: 'Olga Owner', password },
      });
      const { organizationId, userId } = seeded;
      return {
        ...seeded,
        email,
        password,
        as: (role, projectId) => ({
          sub: userId,
          kind: 'user',
          org: organizationId,
          grants: [
            {
              role,
              scope: projectId
                ? { kind: 'project', id: projectId }
                : { kind: 'organization', id: organizationId },
            },
          ],
        }),
      };
    },
    async stop() {
      await server.stop();
      await database.$disconnect();
      await drop();
    },
  };
}
