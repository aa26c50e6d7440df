import { anonymous } from '@apim/kit/actor';
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
    const answer = await tenant.ask(anonymous, viewer);
    expect(answer).toEqual({ data: { viewer: { user: null, organization: null, grants: [] } } });
  });

  it('of a member is the member, the organisation and the grants', async () => {
    const { data } = await tenant.ask(ours.as('developer', ours.projectId), viewer);
    expect(data).toEqual({
      viewer: {
        user: { email: ours.email, name: 'Olga Owner' },
        organization: { slug: 'ours' },
        grants: [{ role: 'developer', scopeKind: 'project', scopeId: ours.projectId }],
      },
    });
  });
});
