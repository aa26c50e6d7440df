import { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import type { Role } from '@apim/kit/permissions';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { createDatabase } from './database.ts';
import { displayName, email, newPassword, parseInput, slug } from './input.ts';
import type { Prisma } from './prisma/client.ts';
import { issueToken } from './token/token.service.ts';
import { hashPassword } from './user/password.ts';

const LOCAL_TOKEN = 'Local administrator';
const LOCAL_TOKEN_DAYS = 365;
const named = z.object({ slug, name: displayName });
const wanted = z.object({
  organization: named,
  project: named,
  administrator: z.object({ email, name: displayName, password: newPassword }),
});

export type SeedInput = z.input<typeof wanted>;

export interface Seeded {
  organizationId: string;
  projectId: string;
  userId: string;
}

const seeder = new Actor({ sub: 'service:set-up', kind: 'service', grants: [] });

/**
 * Makes sure that the organisation, its project and an administrator of it and of the installation exist, in a migrated
 * database. What exists is left as it is, the administrator's password included.
 */
export async function seedOrganization(databaseUrl: string, input: SeedInput): Promise<Seeded> {
  const { organization, project, administrator } = parseInput(wanted, input);
  const passwordHash = await hashPassword(administrator.password);
  const database = createDatabase(databaseUrl);
  try {
    return await database.$transaction(async (transaction) => {
      const { id: organizationId } = await seedRow(transaction, organization);
      const { id: projectId } = await transaction.project.upsert({
        where: { organizationId_slug: { organizationId, slug: project.slug } },
        create: { ...project, ...fresh(), organizationId, version: 1 },
        update: {},
      });
      const { email, name } = administrator;
      const { id: userId } = await transaction.user.upsert({
        where: { organizationId_email: { organizationId, email } },
        create: { ...fresh(), organizationId, email, name, passwordHash },
        update: {},
      });
      await bind(transaction, { organizationId, userId, role: 'platform-administrator' });
      await bind(transaction, { organizationId, userId, role: 'organization-owner' });
      return { organizationId, projectId, userId };
    });
  } finally {
    await database.$disconnect();
  }
}

/** A fresh personal token of the user, good for a year; the one made before for this purpose ends. Returns the secret. */
export async function createLocalToken(databaseUrl: string, userId: string): Promise<string> {
  const database = createDatabase(databaseUrl);
  try {
    const { organizationId } = await database.user.findUniqueOrThrow({ where: { id: userId } });
    await database.personalToken.updateMany({
      where: { organizationId, userId, name: LOCAL_TOKEN, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    const owner = { organizationId, userId, name: LOCAL_TOKEN, days: LOCAL_TOKEN_DAYS };
    return (await issueToken(database, seeder, owner)).secret;
  } finally {
    await database.$disconnect();
  }
}

const fresh = () => ({ id: uuid(), createdAt: new Date() });

async function seedRow(
  transaction: Prisma.TransactionClient,
  { slug, name }: { slug: string; name: string },
) {
  const existing = await transaction.organization.findUnique({ where: { slug } });
  if (existing) return existing;
  const organization = await transaction.organization.create({ data: { ...fresh(), slug, name } });
  const { id } = organization;
  await recordChange(transaction, seeder, {
    organizationId: id,
    action: 'organization.created',
    subject: id,
    details: { slug, name },
  });
  return organization;
}

async function bind(
  transaction: Prisma.TransactionClient,
  { organizationId, userId, role }: { organizationId: string; userId: string; role: Role },
): Promise<void> {
  const scope =
    role === 'platform-administrator'
      ? { scopeKind: 'installation', scopeId: null }
      : { scopeKind: 'organization', scopeId: organizationId };
  const binding = { organizationId, userId, role, ...scope };
  if (await transaction.membership.findFirst({ where: binding })) return;
  const { id } = await transaction.membership.create({ data: { ...binding, ...fresh() } });
  await recordChange(transaction, seeder, {
    organizationId,
    action: 'member.added',
    subject: id,
    details: binding,
  });
}
