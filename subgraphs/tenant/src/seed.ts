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
  /** Whether the administrator also runs the installation. */
  installationAdministrator: z.boolean().default(true),
});

type Transaction = Prisma.TransactionClient;

export type SeedInput = z.input<typeof wanted>;

export interface Seeded {
  organizationId: string;
  projectId: string;
  userId: string;
}

const seeder = new Actor({ sub: 'service:set-up', kind: 'service', grants: [] });

/**
 * Makes sure that the organisation, its project and an administrator of it (and of the installation, unless declined) exist, in
 * a migrated database. What exists is left as it is, the administrator's password included.
 */
export async function seedOrganization(databaseUrl: string, input: SeedInput): Promise<Seeded> {
  const { organization, project, administrator, installationAdministrator } = parseInput(wanted, input);
  const passwordHash = await hashPassword(administrator.password);
  return withDatabase(databaseUrl, async (transaction) => {
    const organizationId = await ensureOrganization(transaction, organization);
    const projectId = await ensureProject(transaction, { organizationId, ...project });
    const { email, name } = administrator;
    const { id: userId } = await transaction.user.upsert({
      where: { organizationId_email: { organizationId, email } },
      create: { ...fresh(), organizationId, email, name, passwordHash },
      update: {},
    });
    const binding = { organizationId, userId };
    if (installationAdministrator) {
      await ensureRole(transaction, {
        ...binding,
        role: 'platform-administrator',
        scopeKind: 'installation',
        scopeId: null,
      });
    }
    await ensureRole(transaction, {
      ...binding,
      role: 'organization-owner',
      scopeKind: 'organization',
      scopeId: organizationId,
    });
    return { organizationId, projectId, userId };
  });
}

/** A fresh personal token of the user, good for a year; the one made before for this purpose ends. Returns the secret. */
export function createLocalToken(databaseUrl: string, userId: string): Promise<string> {
  return withDatabase(databaseUrl, async (transaction) => {
    const { organizationId } = await transaction.user.findUniqueOrThrow({ where: { id: userId } });
    const owner = { organizationId, userId, name: LOCAL_TOKEN };
    await transaction.personalToken.updateMany({
      where: { ...owner, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    return (await issueToken(transaction, seeder, { ...owner, days: LOCAL_TOKEN_DAYS })).secret;
  });
}

async function withDatabase<T>(url: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const database = createDatabase(url);
  return database.$transaction(work).finally(() => database.$disconnect());
}

const fresh = () => ({ id: uuid(), createdAt: new Date() });

async function ensureOrganization(
  transaction: Transaction,
  { slug, name }: { slug: string; name: string },
): Promise<string> {
  const existing = await transaction.organization.findUnique({ where: { slug } });
  if (existing) return existing.id;
  const { id } = await transaction.organization.create({ data: { ...fresh(), slug, name } });
  const details = { slug, name };
  await recordChange(transaction, seeder, {
    organizationId: id,
    action: 'organization.created',
    subject: id,
    details,
  });
  return id;
}

async function ensureProject(
  transaction: Transaction,
  { organizationId, slug, name }: { organizationId: string; slug: string; name: string },
): Promise<string> {
  const existing = await transaction.project.findUnique({
    where: { organizationId_slug: { organizationId, slug } },
  });
  if (existing) return existing.id;
  const { id } = await transaction.project.create({
    data: { ...fresh(), organizationId, slug, name, version: 1 },
  });
  await recordChange(transaction, seeder, {
    organizationId,
    action: 'project.created',
    subject: id,
    details: { slug, name },
    event: 'tenant.project.changed',
  });
  return id;
}

interface Binding {
  organizationId: string;
  userId: string;
  role: Role;
  scopeKind: 'installation' | 'organization';
  scopeId: string | null;
}

async function ensureRole(transaction: Transaction, binding: Binding): Promise<void> {
  if (await transaction.membership.findFirst({ where: { ...binding } })) return;
  const { id } = await transaction.membership.create({ data: { ...binding, ...fresh() } });
  const { organizationId, ...details } = binding;
  await recordChange(transaction, seeder, { organizationId, action: 'member.added', subject: id, details });
}
