import { anonymous, type ActorClaims } from '@apim/kit/actor';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPortal, type Portal } from '../../test/portal.ts';

let portal: Portal;
beforeAll(async () => void (portal = await startPortal()));
afterAll(() => portal.stop());

const CREATE = `mutation ($input: CreateApplicationInput!) { createApplication(input: $input) {
  id name description version subscriptions { id } credentials { id } } }`;
const create = (actor: ActorClaims, input: Record<string, unknown>) =>
  portal.ask<{ createApplication: { id: string } }>(actor, CREATE, { input });
const read = (actor: ActorClaims, id: string) =>
  portal.ask(actor, 'query ($id: ID!) { application(id: $id) { id name } }', { id });
const remove = (actor: ActorClaims, id: string) =>
  portal.ask(actor, 'mutation ($id: ID!) { deleteApplication(id: $id) }', { id });

describe('an application', () => {
  it('is created, found and listed by members of its organisation', async () => {
    const { data } = await create(portal.developer, { name: ' Shop ', description: 'Sells.' });
    const { id } = data.createApplication;
    expect(data.createApplication).toEqual({
      id,
      name: 'Shop',
      description: 'Sells.',
      version: 1,
      subscriptions: [],
      credentials: [],
    });
    expect((await read(portal.viewer, id)).data).toEqual({ application: { id, name: 'Shop' } });
    const list = await portal.ask(portal.viewer, '{ applications { nodes { id } } }');
    expect(list.data).toEqual({ applications: { nodes: [{ id }] } });
    const audit = await portal.database.auditEvent.findMany({ where: { subject: id } });
    expect(audit).toMatchObject([{ action: 'application.created', actorId: portal.developer.sub }]);
  });

  it('has a name of its own in its organisation, until it is deleted', async () => {
    const first = await create(portal.developer, { name: 'Once' });
    expect(errorOf(await create(portal.owner, { name: 'once' }))).toMatchObject({
      code: 'CONFLICT',
      field: 'input.name',
    });
    expect((await create(portal.foreigner, { name: 'Once' })).errors).toBeUndefined();
    await remove(portal.developer, first.data.createApplication.id);
    expect((await create(portal.owner, { name: 'Once' })).errors).toBeUndefined();
  });

  it.each([
    ['an empty name', { name: '  ' }, 'input.name'],
    ['a long name', { name: 'x'.repeat(81) }, 'input.name'],
    ['a long description', { name: 'x', description: 'x'.repeat(1_001) }, 'input.description'],
  ])('is refused with %s', async (_what, input, field) => {
    expect(errorOf(await create(portal.developer, input))).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('is refused to who lacks the permission, and to visitors', async () => {
    expect(errorOf(await create(portal.viewer, { name: 'no' }))?.code).toBe('FORBIDDEN');
    expect(errorOf(await create(anonymous, { name: 'no' }))?.code).toBe('UNAUTHENTICATED');
    const list = await portal.ask(anonymous, '{ applications { nodes { id } } }');
    expect(errorOf(list)?.code).toBe('UNAUTHENTICATED');
  });

  it('of another organisation is answered for exactly as a random id', async () => {
    const id = await portal.application();
    const random = uuid();
    for (const act of [read, remove]) {
      const foreign = errorOf(await act(portal.foreigner, id));
      const unknown = errorOf(await act(portal.foreigner, random));
      expect(foreign?.code).toBe('NOT_FOUND');
      expect(foreign?.message.replace(id, random)).toBe(unknown?.message);
    }
    expect((await read(portal.viewer, id)).errors).toBeUndefined();
  });

  it.each(['', 'ü', '💥', 'x'.repeat(1_000), "' OR 1=1 --"])('is not found by the id %j', async (id) => {
    expect(errorOf(await read(portal.owner, id))?.code).toBe('NOT_FOUND');
    expect(errorOf(await remove(portal.owner, id))?.code).toBe('NOT_FOUND');
  });

  it('is found by its exact id alone', async () => {
    const id = await portal.application();
    for (const near of [`${id} `, id.toUpperCase()]) {
      expect(errorOf(await read(portal.owner, near))?.code).toBe('NOT_FOUND');
    }
  });

  it('is no entity for another organisation or a visitor', async () => {
    const id = await portal.application();
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "Application", id: $id }]) {
      ... on Application { name credentials { id } } } }`;
    expect((await portal.ask(portal.viewer, query, { id })).data).toMatchObject({ _entities: [{}] });
    for (const outsider of [portal.foreigner, anonymous]) {
      expect((await portal.ask(outsider, query, { id })).data).toEqual({ _entities: [null] });
    }
  });

  it('that was deleted is gone, with its subscriptions ended and its keys revoked', async () => {
    const id = await portal.application();
    const api = portal.api();
    const { errors } = await portal.ask(
      portal.developer,
      `mutation ($id: ID!, $api: ID!) {
        subscribe(input: { applicationId: $id, apiId: $api }) { id }
        createCredential(input: { applicationId: $id }) { key } }`,
      { id, api: api.id },
    );
    expect(errors).toBeUndefined();
    expect((await remove(portal.developer, id)).data).toEqual({ deleteApplication: true });
    expect(errorOf(await read(portal.viewer, id))?.code).toBe('NOT_FOUND');
    expect(errorOf(await remove(portal.developer, id))?.code).toBe('NOT_FOUND');
    const where = { applicationId: id };
    expect(await portal.database.subscription.findMany({ where })).toMatchObject([{ status: 'ENDED' }]);
    expect(await portal.database.credential.findMany({ where })).toMatchObject([{ status: 'REVOKED' }]);
  });
});
