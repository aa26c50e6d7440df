import { anonymous, type ActorClaims } from '@apim/kit/actor';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPortal, type Portal } from '../../test/portal.ts';

let portal: Portal;
beforeAll(async () => void (portal = await startPortal()));
afterAll(() => portal.stop());

interface Subscribed {
  subscribe: { id: string };
}
const subscribe = (actor: ActorClaims, applicationId: string, apiId: string) =>
  portal.ask<Subscribed>(
    actor,
    `mutation ($input: SubscribeInput!) { subscribe(input: $input) {
      id apiId apiTitle status endedAt api { id } application { id } publication { slug } } }`,
    { input: { applicationId, apiId } },
  );
const end = (actor: ActorClaims, id: string) =>
  portal.ask(actor, 'mutation ($id: ID!) { endSubscription(input: { id: $id }) { id status endedAt } }', {
    id,
  });
const publish = (apiId: string, visibility: string) =>
  portal.ask(portal.owner, 'mutation ($input: PublishApiInput!) { publishApi(input: $input) { id } }', {
    input: { apiId, visibility },
  });
const foreignApplication = async () => {
  const { data } = await portal.ask<{ createApplication: { id: string } }>(
    portal.foreigner,
    'mutation ($name: String!) { createApplication(input: { name: $name }) { id } }',
    { name: uuid() },
  );
  return data.createApplication.id;
};

describe('a subscription', () => {
  it('to an API of the own organisation needs no publication', async () => {
    const applicationId = await portal.application();
    const api = portal.api();
    const { data } = await subscribe(portal.developer, applicationId, api.id);
    expect(data.subscribe).toEqual({
      id: expect.any(String),
      apiId: api.id,
      apiTitle: 'Petstore',
      status: 'ACTIVE',
      endedAt: null,
      api: { id: api.id },
      application: { id: applicationId },
      publication: null,
    });
  });

  it('to another organisation’s API is possible once that is published for everybody', async () => {
    const api = portal.api();
    const applicationId = await foreignApplication();
    const attempt = () => subscribe(portal.foreigner, applicationId, api.id);
    expect(errorOf(await attempt())?.code).toBe('NOT_FOUND');
    await publish(api.id, 'ORGANIZATION');
    expect(errorOf(await attempt())?.code).toBe('NOT_FOUND');
    await publish(api.id, 'PUBLIC');
    expect((await attempt()).errors).toBeUndefined();
  });

  it('answers for another organisation’s API exactly as for a random id', async () => {
    const applicationId = await foreignApplication();
    const { id } = portal.api();
    const random = uuid();
    const foreign = errorOf(await subscribe(portal.foreigner, applicationId, id));
    const unknown = errorOf(await subscribe(portal.foreigner, applicationId, random));
    expect(foreign?.message.replace(id, random)).toBe(unknown?.message);
  });

  it('is refused for another organisation’s application', async () => {
    const api = portal.api();
    await publish(api.id, 'PUBLIC');
    const applicationId = await portal.application();
    expect(errorOf(await subscribe(portal.foreigner, applicationId, api.id))?.code).toBe('NOT_FOUND');
  });

  it('is refused to who lacks the permission, and to visitors', async () => {
    const applicationId = await portal.application();
    const { id } = portal.api();
    expect(errorOf(await subscribe(portal.viewer, applicationId, id))?.code).toBe('FORBIDDEN');
    expect(errorOf(await subscribe(anonymous, applicationId, id))?.code).toBe('UNAUTHENTICATED');
  });

  it('exists once for an API, also when two subscribe at once, and again after its end', async () => {
    const applicationId = await portal.application();
    const { id } = portal.api();
    const answers = await Promise.all([1, 2, 3].map(() => subscribe(portal.developer, applicationId, id)));
    const refused = answers.filter(({ errors }) => errors);
    expect(refused.map(errorOf)).toMatchObject([{ code: 'CONFLICT' }, { code: 'CONFLICT' }]);
    const first = answers.find(({ errors }) => !errors)!.data.subscribe.id;
    expect(refused[0]?.errors?.[0]?.extensions.details).toEqual({ subscriptionId: first });
    await end(portal.developer, first);
    expect((await subscribe(portal.developer, applicationId, id)).errors).toBeUndefined();
  });

  it('ends once; to end it again changes nothing', async () => {
    const { data } = await subscribe(portal.developer, await portal.application(), portal.api().id);
    const { id } = data.subscribe;
    expect(errorOf(await end(portal.foreigner, id))?.code).toBe('NOT_FOUND');
    expect(errorOf(await end(portal.viewer, id))?.code).toBe('FORBIDDEN');
    const first = await end(portal.developer, id);
    expect(first.data).toMatchObject({ endSubscription: { status: 'ENDED' } });
    expect((await end(portal.developer, id)).data).toEqual(first.data);
  });
});

describe('while the gateway manager is away', () => {
  it('what needs it is refused with a code, and nothing is stored', async () => {
    const applicationId = await portal.application();
    const away = await portal.startWithoutGateway();
    const answer = await away.ask(
      portal.developer,
      'mutation ($input: SubscribeInput!) { subscribe(input: $input) { id } }',
      { input: { applicationId, apiId: uuid() } },
    );
    await away.stop();
    expect(errorOf(answer)?.code).toBe('MANAGER_UNAVAILABLE');
    expect(await portal.database.subscription.count({ where: { applicationId } })).toBe(0);
  });
});
