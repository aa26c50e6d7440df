import type { ActorClaims } from '@apim/kit/actor';
import type { Role } from '@apim/kit/permissions';
import { createTestKeys } from '@apim/kit/testing/actors';
import { startTestManager, type TestManager } from '@apim/kit/testing/manager';
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

export interface TestTenant extends TestManager {
  database: Database;
  /** A new organisation with a project `main` and an owner. */
  organization(slug: string): Promise<TestOrganization>;
}

/** What this manager reads besides what all do, usable in production. */
export async function ownSettings(): Promise<NodeJS.ProcessEnv> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    APIM_MODE: 'production',
    OIDC_ISSUER: ISSUER,
    OIDC_COOKIE_KEYS: randomBytes(24).toString('base64url'),
    OIDC_SIGNING_KEYS: JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: 'one' }] }),
    BFF_CLIENT_SECRET: clientSecret,
    BFF_REDIRECT_URIS: CALLBACK,
  };
}

/** A manager on a database of its own. */
export async function startTenant(change: Partial<NodeJS.ProcessEnv> = {}): Promise<TestTenant> {
  const manager = await startTestManager({
    name: 'tenant',
    start,
    database: 'POSTGRESQL',
    migrations,
    keys: await createTestKeys('bff', 'tenant', 'gateway'),
    settings: { ...(await ownSettings()), ...change },
  });
  const { databaseUrl } = manager;
  const database = createDatabase(databaseUrl);
  return {
    ...manager,
    database,
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
      await database.$disconnect();
      await manager.stop();
    },
  };
}
