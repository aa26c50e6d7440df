import { anonymous } from '@apim/kit/actor';
import { service } from '@apim/kit/testing/actors';
import { testServer } from '@apim/kit/testing/databases';
import { Redis } from 'ioredis';
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

const create = `mutation ($input: CreateProjectInput!) { createProject(input: $input) { id slug name version } }`;
const update = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { name version } }`;
const byId = `query ($id: ID, $slug: String) { project(id: $id, slug: $slug) { id slug organization { id slug } } }`;

const code = (answer: { errors?: { extensions: { code: string } }[] }) => answer.errors?.[0]?.extensions.code;

describe('a project', () => {
  it('is created by an owner, with an audit record and an event in the same transaction', async () => {
    const { data } = await tenant.ask<{ createProject: { id: string } }>(
      ours.as('organization-owner'),
      create,
      { input: { slug: 'payments', name: ' Payments ' } },
    );
    expect(data.createProject).toMatchObject({ slug: 'payments', name: 'Payments', version: 1 });
    const where = { subject: data.createProject.id };
    expect(await tenant.database.auditEvent.findFirst({ where })).toMatchObject({
      organizationId: ours.organizationId,
      actorId: ours.userId,
      action: 'project.created',
    });
  });

  it('that changed is announced to other managers', async () => {
    const redis = new Redis(testServer('REDIS'));
    const isAnnounced = async () => JSON.stringify(await redis.xrange('apim:events', '-', '+'));
    await expect.poll(isAnnounced, { timeout: 10_000 }).toContain(ours.projectId);
    expect(await isAnnounced()).toContain('tenant.project.changed');
    redis.disconnect();
  });

  it('is created by no one who lacks the permission', async () => {
    const input = { slug: 'refused', name: 'Refused' };
    expect(code(await tenant.ask(ours.as('developer'), create, { input }))).toBe('FORBIDDEN');
    expect(code(await tenant.ask(anonymous, create, { input }))).toBe('UNAUTHENTICATED');
    expect(await tenant.database.project.count({ where: { slug: 'refused' } })).toBe(0);
  });

  it('has a slug that is unique in its organisation only', async () => {
    const input = { slug: 'main', name: 'Again' };
    const { errors } = await tenant.ask(ours.as('organization-owner'), create, { input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', field: 'input.slug' });
    expect(ours.projectId).not.toBe(theirs.projectId);
  });

  it.each(['', 'a', 'Ab', '1a', 'a_b', 'a'.repeat(41), 'ab\n'])('refuses the slug %j', async (slug) => {
    const { errors } = await tenant.ask(ours.as('organization-owner'), create, {
      input: { slug, name: 'Name' },
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'input.slug' });
  });

  it.each(['', '  ', 'x'.repeat(101), 'a\u0000b', 'line\nbreak'])('refuses the name %j', async (name) => {
    const { errors } = await tenant.ask(ours.as('organization-owner'), create, {
      input: { slug: 'named', name },
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'input.name' });
  });

  it('takes no organisation from its input (17)', async () => {
    const input = { slug: 'sneaky', name: 'Sneaky', organizationId: theirs.organizationId };
    const answer = await tenant.ask(ours.as('organization-owner'), create, { input });
    expect(answer.errors).toHaveLength(1);
    expect(await tenant.database.project.count({ where: { slug: 'sneaky' } })).toBe(0);
  });

  it('is found by id and by slug', async () => {
    const actor = ours.as('viewer');
    const expected = { project: { id: ours.projectId, slug: 'main', organization: { slug: 'ours' } } };
    expect((await tenant.ask(actor, byId, { id: ours.projectId })).data).toMatchObject(expected);
    expect((await tenant.ask(actor, byId, { slug: 'main' })).data).toMatchObject(expected);
    expect(code(await tenant.ask(actor, byId))).toBe('INVALID_INPUT');
  });

  it('of another organisation answers exactly as a random id (1)', async () => {
    const actor = ours.as('organization-owner');
    const change = (id: string) => ({ input: { id, expectedVersion: 1, name: 'Taken' } });
    for (const [document, variables] of [
      [byId, (id: string) => ({ id })],
      [update, change],
    ] as const) {
      const random = randomUUID();
      const foreign = await tenant.ask(actor, document, variables(theirs.projectId));
      const unknown = await tenant.ask(actor, document, variables(random));
      expect(code(foreign)).toBe('NOT_FOUND');
      expect(JSON.stringify(foreign).replaceAll(theirs.projectId, random)).toBe(JSON.stringify(unknown));
    }
    expect(code(await tenant.ask(actor, byId, { id: '\u0000' }))).toBe('NOT_FOUND');
  });

  it('is hidden from members of other projects, in lists too', async () => {
    const { id } = await tenant.database.project.findFirstOrThrow({ where: { slug: 'payments' } });
    const actor = ours.as('developer', id);
    expect(code(await tenant.ask(actor, byId, { id: ours.projectId }))).toBe('NOT_FOUND');
    const { data } = await tenant.ask(actor, '{ projects { nodes { slug } } }');
    expect(data).toEqual({ projects: { nodes: [{ slug: 'payments' }] } });
  });

  it('is not changed by someone who read an older version', async () => {
    const actor = ours.as('organization-administrator');
    const input = { id: ours.projectId, expectedVersion: 1, name: 'Renamed' };
    expect((await tenant.ask(actor, update, { input })).data).toEqual({
      updateProject: { name: 'Renamed', version: 2 },
    });
    const { errors } = await tenant.ask(actor, update, { input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'EDIT_CONFLICT', details: { version: 2 } });
  });

  it('lists by pages, and a foreign cursor shows nothing foreign', async () => {
    const actor = ours.as('viewer');
    const list = `query ($after: String) { projects(first: 1, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } } }`;
    const first = await tenant.ask<{ projects: { pageInfo: { endCursor: string } } }>(actor, list);
    expect(first.data).toMatchObject({
      projects: { nodes: [{ slug: 'main' }], pageInfo: { hasNextPage: true } },
    });
    const after = first.data.projects.pageInfo.endCursor;
    expect((await tenant.ask(actor, list, { after })).data).toMatchObject({
      projects: { nodes: [{ slug: 'payments' }] },
    });
    const foreign = await tenant.ask(theirs.as('viewer'), list, { after });
    expect(JSON.stringify(foreign)).not.toContain('payments');
  });
});

describe('entities by reference', () => {
  const entities = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Project { slug } ... on Organization { slug } ... on User { email } } }`;
  const representations = () => [
    { __typename: 'Project', id: theirs.projectId },
    { __typename: 'Organization', id: theirs.organizationId },
    { __typename: 'User', id: theirs.userId },
  ];

  it('of another organisation give nothing (2)', async () => {
    for (const actor of [
      ours.as('organization-owner'),
      anonymous,
      { ...ours.as('viewer'), org: undefined },
    ]) {
      const { data } = await tenant.ask(actor, entities, { representations: representations() });
      expect(data).toEqual({ _entities: [null, null, null] });
    }
  });

  it('of the own organisation are resolved', async () => {
    const { data } = await tenant.ask(theirs.as('organization-owner'), entities, {
      representations: representations(),
    });
    expect(data).toEqual({
      _entities: [{ slug: 'main' }, { slug: 'theirs' }, { email: 'owner@theirs.example' }],
    });
  });
});

describe('a project reference', () => {
  const reference = `query ($id: ID!) { projectReference(id: $id) { id organizationId slug } }`;

  it('is for managers, within the organisation that their call carries', async () => {
    const variables = { id: ours.projectId };
    const expected = { id: ours.projectId, organizationId: ours.organizationId, slug: 'main' };
    for (const caller of [service('gateway'), service('gateway', ours.organizationId)])
      expect((await tenant.ask(caller, reference, variables)).data).toEqual({
        projectReference: expected,
      });
    const foreign = await tenant.ask(service('gateway', theirs.organizationId), reference, variables);
    expect(code(foreign)).toBe('NOT_FOUND');
  });

  it('is refused to people, the platform administrator included', async () => {
    const actor = ours.as('organization-owner');
    const administrator = {
      ...actor,
      grants: [{ role: 'platform-administrator' as const, scope: { kind: 'installation' as const } }],
    };
    for (const caller of [actor, administrator])
      expect(code(await tenant.ask(caller, reference, { id: ours.projectId }))).toBe('FORBIDDEN');
  });
});
