import { anonymous, type ActorClaims } from '@apim/kit/actor';
import { createHash } from 'node:crypto';
import { service } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { errorOf, startPortal, type Portal } from '../../test/portal.ts';

let portal: Portal;
beforeAll(async () => void (portal = await startPortal()));
afterAll(() => portal.stop());

interface Created {
  createCredential: { credential: { id: string; prefix: string; lastFour: string }; key: string };
}
const create = (actor: ActorClaims, applicationId: string, expiresInDays?: number) =>
  portal.ask<Created>(
    actor,
    `mutation ($input: CreateCredentialInput!) { createCredential(input: $input) {
      key credential { id prefix lastFour status expiresAt } } }`,
    { input: { applicationId, expiresInDays } },
  );
const revoke = (actor: ActorClaims, id: string) =>
  portal.ask(actor, 'mutation ($id: ID!) { revokeCredential(input: { id: $id }) { id status revokedAt } }', {
    id,
  });
const gatewayView = async (applicationId: string) => {
  const { data } = await portal.ask<{
    gatewayConsumers: {
      units: { applicationId: string; sequence: number; keyDigests: { digest: string }[] }[];
    };
  }>(
    service('gateway'),
    '{ gatewayConsumers(first: 1000) { units { applicationId sequence keyDigests { digest } } } }',
  );
  return data.gatewayConsumers.units.find((unit) => unit.applicationId === applicationId)!;
};

describe('an API key', () => {
  it('is 256 random bits, shown once, and kept as a digest with prefix and last four characters', async () => {
    const applicationId = await portal.application();
    const { data } = await create(portal.developer, applicationId);
    const { key, credential } = data.createCredential;
    expect(key).toMatch(/^apim_key_[\w-]{43}$/);
    expect(credential).toEqual({
      id: expect.any(String),
      prefix: key.slice(0, 15),
      lastFour: key.slice(-4),
      status: 'ACTIVE',
      expiresAt: null,
    });
    const digest = createHash('sha256').update(key).digest('hex');
    expect((await gatewayView(applicationId)).keyDigests).toEqual([{ digest }]);
    const shownAgain = await portal.ask(
      portal.owner,
      'query ($id: ID!) { application(id: $id) { credentials { id prefix lastFour status } } }',
      { id: applicationId },
    );
    expect(JSON.stringify(shownAgain)).not.toContain(key);
    expect(JSON.stringify(shownAgain)).not.toContain(digest);
  });

  it('is in no row and in no log line, and neither is its digest outside its own row', async () => {
    const { data } = await create(portal.developer, await portal.application());
    const { key, credential } = data.createCredential;
    await revoke(portal.developer, credential.id);
    const digest = createHash('sha256').update(key).digest('hex');
    const { database } = portal;
    const rows = {
      audit: await database.auditEvent.findMany(),
      outbox: await database.outboxEvent.findMany(),
      applications: await database.application.findMany(),
      subscriptions: await database.subscription.findMany(),
    };
    const credentials = await database.credential.findMany();
    expect(rows.audit.some(({ action }) => action === 'credential.created')).toBe(true);
    expect(JSON.stringify([rows, credentials])).not.toContain(key.slice(15));
    expect(JSON.stringify(rows)).not.toContain(digest);
    expect(portal.logged.join()).not.toContain(key.slice(15));
    expect(portal.logged.join()).not.toContain(digest);
  });

  it('has a digest that is accepted nowhere as a key or an id', async () => {
    const applicationId = await portal.application();
    const { data } = await create(portal.developer, applicationId);
    const digest = createHash('sha256').update(data.createCredential.key).digest('hex');
    expect(errorOf(await revoke(portal.developer, digest))?.code).toBe('NOT_FOUND');
    const digestOfDigest = createHash('sha256').update(digest).digest('hex');
    const known = (await gatewayView(applicationId)).keyDigests.map((item) => item.digest);
    expect(known).not.toContain(digestOfDigest);
  });

  it('is refused to who lacks the permission, to visitors and for a foreign application', async () => {
    const applicationId = await portal.application();
    expect(errorOf(await create(portal.viewer, applicationId))?.code).toBe('FORBIDDEN');
    expect(errorOf(await create(anonymous, applicationId))?.code).toBe('UNAUTHENTICATED');
    const random = uuid();
    const foreign = errorOf(await create(portal.foreigner, applicationId));
    const unknown = errorOf(await create(portal.foreigner, random));
    expect(foreign?.code).toBe('NOT_FOUND');
    expect(foreign?.message.replace(applicationId, random)).toBe(unknown?.message);
  });

  it.each([0, -1, 366])('is refused with a life of %d days', async (days) => {
    const answer = await create(portal.developer, await portal.application(), days);
    expect(errorOf(answer)).toMatchObject({ code: 'INVALID_INPUT', field: 'input.expiresInDays' });
  });

  it('is limited in number for an application, not counting revoked ones', async () => {
    const applicationId = await portal.application();
    const made = [];
    for (let count = 0; count < 20; count += 1) made.push(await create(portal.developer, applicationId));
    expect(errorOf(await create(portal.developer, applicationId))?.code).toBe('LIMIT_EXCEEDED');
    await revoke(portal.developer, made[0]!.data.createCredential.credential.id);
    expect((await create(portal.developer, applicationId)).errors).toBeUndefined();
  });

  it('that was revoked leaves the gateways; to revoke it again changes nothing', async () => {
    const applicationId = await portal.application();
    const { data } = await create(portal.developer, applicationId);
    const { id } = data.createCredential.credential;
    const before = await gatewayView(applicationId);
    expect(errorOf(await revoke(portal.foreigner, id))?.code).toBe('NOT_FOUND');
    expect(errorOf(await revoke(portal.viewer, id))?.code).toBe('FORBIDDEN');
    const first = await revoke(portal.developer, id);
    expect(first.data).toMatchObject({ revokeCredential: { status: 'REVOKED' } });
    const after = await gatewayView(applicationId);
    expect(after.keyDigests).toEqual([]);
    expect(after.sequence).toBeGreaterThan(before.sequence);
    expect((await revoke(portal.developer, id)).data).toEqual(first.data);
    expect((await gatewayView(applicationId)).sequence).toBe(after.sequence);
  });

  it('leaves the gateways by itself when its time has come', async () => {
    const applicationId = await portal.application();
    const { data } = await create(portal.developer, applicationId, 1);
    const { id } = data.createCredential.credential;
    const before = await gatewayView(applicationId);
    expect(before.keyDigests).toHaveLength(1);
    await portal.database.credential.update({
      where: { id },
      data: { expiresAt: new Date(Date.now() + 300) },
    });
    await vi.waitFor(
      async () => {
        const after = await gatewayView(applicationId);
        expect(after.sequence).toBeGreaterThan(before.sequence);
        expect(after.keyDigests).toEqual([]);
      },
      { timeout: 5_000, interval: 100 },
    );
    const audit = await portal.database.auditEvent.findMany({ where: { subject: applicationId } });
    expect(audit.map(({ action }) => action)).toContain('credential.expired');
    const { data: shown } = await portal.ask<{ application: { credentials: { status: string }[] } }>(
      portal.viewer,
      'query ($id: ID!) { application(id: $id) { credentials { status } } }',
      { id: applicationId },
    );
    expect(shown.application.credentials).toEqual([{ status: 'EXPIRED' }]);
  });
});
