import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTenant, type TestTenant } from '../test/harness.ts';
import { createLocalToken, seedOrganization } from './seed.ts';

let tenant: TestTenant;
beforeAll(async () => void (tenant = await startTenant()));
afterAll(() => tenant.stop());

const wanted = (password: string) => ({
  organization: { slug: 'sample', name: 'Sample' },
  project: { slug: 'demo', name: 'Demo' },
  administrator: { email: 'admin@sample.example', name: 'Ada', password },
});

describe('the set-up', () => {
  it('done twice changes nothing, the password included', async () => {
    const first = await seedOrganization(tenant.databaseUrl, wanted('the first password'));
    const rows = async () => [
      await tenant.database.organization.findMany(),
      await tenant.database.project.findMany(),
      await tenant.database.user.findMany(),
      await tenant.database.membership.findMany(),
      await tenant.database.auditEvent.findMany(),
    ];
    const before = await rows();
    expect(await seedOrganization(tenant.databaseUrl, wanted('another password'))).toEqual(first);
    expect(await rows()).toEqual(before);
  });

  it('gives a local token that replaces the former one', async () => {
    const { userId } = await seedOrganization(tenant.databaseUrl, wanted('the first password'));
    const former = await createLocalToken(tenant.databaseUrl, userId);
    const secret = await createLocalToken(tenant.databaseUrl, userId);
    expect(secret).not.toBe(former);
    const live = await tenant.database.personalToken.findMany({ where: { userId, revokedAt: null } });
    expect(live.map(({ lastFour }) => lastFour)).toEqual([secret.slice(-4)]);
  });

  it('refuses a weak password', async () => {
    await expect(seedOrganization(tenant.databaseUrl, wanted('short'))).rejects.toThrow('12 characters');
  });
});
