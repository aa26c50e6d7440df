import type { ActorClaims } from '@apim/kit/actor';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTenant, type TestOrganization, type TestTenant } from '../../test/harness.ts';

let tenant: TestTenant;
let ours: TestOrganization;
let theirs: TestOrganization;

beforeAll(async () => {
  tenant = await startTenant();
  ours = await tenant.organization('ours');
  theirs = await tenant.organization('theirs');
});
afterAll(() => tenant.stop());

interface Added {
  addMember: {
    id: string;
    user: { id: string; name: string };
    role: string;
    scope: { kind: string; id: string };
  };
}

const add = (actor: ActorClaims, input: Record<string, unknown>) =>
  tenant.ask<Added>(
    actor,
    `mutation ($input: AddMemberInput!) { addMember(input: $input) { id role user { id name } scope { kind id } } }`,
    { input: { name: 'Mia Member', email: `${randomUUID()}@example.com`, role: 'developer', ...input } },
  );
const remove = (actor: ActorClaims, id: string) =>
  tenant.ask(actor, `mutation ($id: ID!) { removeMember(id: $id) }`, { id });
const code = (answer: { errors?: { extensions: { code: string } }[] }) => answer.errors?.[0]?.extensions.code;

describe('a member', () => {
  it('is created with a password that is stored as argon2id', async () => {
    const input = { email: 'Mia@Example.com', role: 'developer', password: 'twelve chars' };
    const { data } = await add(ours.as('organization-owner'), input);
    expect(data.addMember).toMatchObject({
      role: 'developer',
      user: { name: 'Mia Member' },
      scope: { kind: 'organization', id: ours.organizationId },
    });
    const user = await tenant.database.user.findUniqueOrThrow({ where: { id: data.addMember.user.id } });
    expect(user.email).toBe('mia@example.com');
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('who exists gets a further role and keeps name and password', async () => {
    const actor = ours.as('organization-owner');
    const before = await tenant.database.user.findFirstOrThrow({ where: { email: 'mia@example.com' } });
    const { data } = await add(actor, {
      email: 'mia@example.com',
      name: 'Other',
      role: 'project-publisher',
      password: 'another password',
      projectId: ours.projectId,
    });
    expect(data.addMember).toMatchObject({
      user: { id: before.id, name: 'Mia Member' },
      scope: { kind: 'project', id: ours.projectId },
    });
    const after = await tenant.database.user.findUniqueOrThrow({ where: { id: before.id } });
    expect(after.passwordHash).toBe(before.passwordHash);
  });

  it('has a role once', async () => {
    const answer = await add(ours.as('organization-owner'), { email: 'mia@example.com', role: 'developer' });
    expect(code(answer)).toBe('CONFLICT');
  });

  it('with the e-mail address of another organisation’s user is a separate account (32)', async () => {
    const input = { email: 'mia@example.com', name: 'Not known here', password: 'of the other side' };
    const { data } = await add(theirs.as('organization-owner'), input);
    expect(data.addMember.user.name).toBe('Not known here');
    const accounts = await tenant.database.user.findMany({ where: { email: 'mia@example.com' } });
    expect(new Set(accounts.map(({ passwordHash }) => passwordHash)).size).toBe(2);
  });

  it.each([
    ['a short password', { password: 'eleven char' }, 'input.password'],
    ['an e-mail address that is none', { email: 'nobody' }, 'input.email'],
    ['an empty name', { name: ' ' }, 'input.name'],
    ['an unknown role', { role: 'king' }, 'input.role'],
    ['the role of managers', { role: 'system' }, 'input.role'],
  ])('is not added with %s', async (_name, input, field) => {
    const { errors } = await add(ours.as('organization-owner'), input);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('is not added to another organisation’s project', async () => {
    const actor = ours.as('organization-owner');
    const foreign = await add(actor, { projectId: theirs.projectId });
    const random = await add(actor, { projectId: randomUUID() });
    expect(code(foreign)).toBe('NOT_FOUND');
    expect(code(random)).toBe('NOT_FOUND');
  });

  it('is added and listed by no one who lacks the permission', async () => {
    for (const role of ['developer', 'project-publisher', 'auditor'] as const)
      expect(code(await add(ours.as(role), {}))).toBe('FORBIDDEN');
    const list = `query ($id: ID!) { organization(id: $id) { name members { role user { email } } } }`;
    const refused = await tenant.ask(ours.as('viewer'), list, { id: ours.organizationId });
    expect(refused.data).toEqual({ organization: { name: 'OURS', members: null } });
    expect(code(refused)).toBe('FORBIDDEN');
    const { data } = await tenant.ask(ours.as('auditor'), list, { id: ours.organizationId });
    expect(JSON.stringify(data)).toContain('mia@example.com');
    expect(code(await tenant.ask(ours.as('auditor'), list, { id: theirs.organizationId }))).toBe('NOT_FOUND');
  });
});

describe('nobody grants or takes beyond their own (33)', () => {
  it('an administrator makes no owner and removes none', async () => {
    const administrator = ours.as('organization-administrator');
    expect(code(await add(administrator, { role: 'organization-owner' }))).toBe('FORBIDDEN');
    const owner = await tenant.database.membership.findFirstOrThrow({
      where: { organizationId: ours.organizationId, role: 'organization-owner' },
    });
    expect(code(await remove(administrator, owner.id))).toBe('FORBIDDEN');
    expect(code(await add(administrator, { role: 'organization-administrator' }))).toBeUndefined();
  });

  it('the platform administrator’s role is neither given nor taken, not even by one', async () => {
    const administrator: ActorClaims = {
      ...ours.as('organization-owner'),
      grants: [{ role: 'platform-administrator', scope: { kind: 'installation' } }],
    };
    expect(code(await add(administrator, { role: 'platform-administrator' }))).toBe('FORBIDDEN');
    const binding = await tenant.database.membership.findFirstOrThrow({
      where: { organizationId: ours.organizationId, role: 'platform-administrator' },
    });
    expect(code(await remove(administrator, binding.id))).toBe('FORBIDDEN');
  });
});

describe('the last owner', () => {
  it('cannot be removed; a former one can, also when two remove each other at once', async () => {
    const actor = ours.as('organization-owner');
    const where = { organizationId: ours.organizationId, role: 'organization-owner' };
    const first = await tenant.database.membership.findFirstOrThrow({ where });
    expect(code(await remove(actor, first.id))).toBe('CONFLICT');
    const second = (await add(actor, { role: 'organization-owner' })).data.addMember;
    const answers = await Promise.all([remove(actor, first.id), remove(actor, second.id)]);
    expect(answers.map(code).sort()).toEqual(['CONFLICT', undefined]);
    expect(await tenant.database.membership.count({ where })).toBe(1);
  });
});

describe('a membership', () => {
  it('of another organisation answers as a random id', async () => {
    const actor = ours.as('organization-owner');
    const foreign = await tenant.database.membership.findFirstOrThrow({
      where: { organizationId: theirs.organizationId, role: 'developer' },
    });
    const random = randomUUID();
    const answer = await remove(actor, foreign.id);
    expect(code(answer)).toBe('NOT_FOUND');
    expect(JSON.stringify(answer).replace(foreign.id, random)).toBe(
      JSON.stringify(await remove(actor, random)),
    );
  });
});
