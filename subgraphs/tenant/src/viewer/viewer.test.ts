import { ACTOR_HEADER, anonymous } from '@apim/kit/actor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTenant, type TestOrganization, type TestTenant } from '../../test/harness.ts';

let tenant: TestTenant;
let ours: TestOrganization;

beforeAll(async () => {
  tenant = await startTenant();
  ours = await tenant.organization('ours');
});
afterAll(() => tenant.stop());

const viewer = '{ viewer { user { email name } organization { slug } grants { role scopeKind scopeId } } }';

describe('the viewer', () => {
  it('of a visitor is no one', async () => {
    const answer = await tenant.graphql(anonymous, viewer);
    expect(answer).toEqual({ data: { viewer: { user: null, organization: null, grants: [] } } });
  });

  it('of a member is the member, the organisation and the grants', async () => {
    const { data } = await tenant.graphql(ours.as('developer', ours.projectId), viewer);
    expect(data).toEqual({
      viewer: {
        user: { email: ours.email, name: 'Olga Owner' },
        organization: { slug: 'ours' },
        grants: [{ role: 'developer', scopeKind: 'project', scopeId: ours.projectId }],
      },
    });
  });
});

describe('the manager reached without the supergraph (3, 4)', () => {
  const body = JSON.stringify({ query: viewer });
  const post = (headers: Record<string, string>, text = body) =>
    fetch(`${tenant.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    });

  it('answers 401 to everything unsigned, _service included', async () => {
    for (const query of [viewer, '{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'])
      expect((await post({}, JSON.stringify({ query }))).status).toBe(401);
  });

  it('answers 401 to an actor for another manager or another body', async () => {
    const signer = await tenant.keys.signer('bff');
    const elsewhere = await signer.sign(ours.as('viewer'), 'gateway', body);
    const other = await signer.sign(ours.as('viewer'), 'tenant', `${body} `);
    for (const token of [elsewhere, other]) expect((await post({ [ACTOR_HEADER]: token })).status).toBe(401);
    const here = await signer.sign(ours.as('viewer'), 'tenant', body);
    expect((await post({ [ACTOR_HEADER]: here })).status).toBe(200);
  });
});
