import { ACTOR_HEADER, anonymous, type ActorClaims } from '@apim/kit/actor';
import { service } from '@apim/kit/testing/actors';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTenant, type TestOrganization, type TestTenant } from '../../test/harness.ts';
import { createTokenSecret, digestOf, isTokenSecret } from './token-format.ts';

let tenant: TestTenant;
let ours: TestOrganization;
let theirs: TestOrganization;

beforeAll(async () => {
  tenant = await startTenant();
  ours = await tenant.organization('ours');
  theirs = await tenant.organization('theirs');
});
afterAll(() => tenant.stop());

const create = (actor: ActorClaims, input: Record<string, unknown> = {}) =>
  tenant.ask<{ createPersonalToken: { secret: string; token: { id: string; expiresAt: string } } }>(
    actor,
    `mutation ($input: CreatePersonalTokenInput!) { createPersonalToken(input: $input) { secret token { id prefix expiresAt } } }`,
    { input: { name: 'pipeline', ...input } },
  );
const revoke = (actor: ActorClaims, id: string) =>
  tenant.ask(actor, `mutation ($id: ID!) { revokePersonalToken(id: $id) }`, { id });
const code = (answer: { errors?: { extensions: { code: string } }[] }) => answer.errors?.[0]?.extensions.code;

/** Asks who a token or user id stands for, as the BFF does. */
async function ask(body: unknown, { issuer = 'bff', signed = body, as = service(issuer) } = {}) {
  const signer = await tenant.keys.signer(issuer);
  const token = await signer.sign(as, 'tenant', JSON.stringify(signed));
  const response = await fetch(`${tenant.url}/internal/actor`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [ACTOR_HEADER]: token },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a personal token', () => {
  it('stands for its owner with the grants that the owner has now', async () => {
    const { secret, token } = (await create(ours.as('organization-owner'))).data.createPersonalToken;
    const { status, body } = await ask({ token: secret });
    expect(status).toBe(200);
    expect(body).toEqual({
      sub: ours.userId,
      kind: 'user',
      org: ours.organizationId,
      grants: [
        { role: 'platform-administrator', scope: { kind: 'installation' } },
        { role: 'organization-owner', scope: { kind: 'organization', id: ours.organizationId } },
      ],
      name: 'Olga Owner',
      email: ours.email,
      expiresAt: token.expiresAt,
    });
    const where = { userId: ours.userId, role: 'platform-administrator' };
    const lost = await tenant.database.membership.findFirstOrThrow({ where });
    await tenant.database.membership.delete({ where: { id: lost.id } });
    expect((await ask({ token: secret })).body.grants).toHaveLength(1);
    await tenant.database.membership.create({ data: lost });
  });

  it('is stored as a digest, ends after 90 days when nothing else is asked, and records its use once a minute', async () => {
    const { secret, token } = (await create(ours.as('viewer'))).data.createPersonalToken;
    const read = () => tenant.database.personalToken.findUniqueOrThrow({ where: { id: token.id } });
    const stored = await read();
    expect(JSON.stringify(stored)).not.toContain(secret.slice(13));
    expect(stored).toMatchObject({ digest: digestOf(secret), prefix: secret.slice(0, 13), lastUsedAt: null });
    expect(stored.expiresAt.getTime() - stored.createdAt.getTime()).toBe(90 * 86_400_000);
    await ask({ token: secret });
    const first = (await read()).lastUsedAt;
    expect(first).toBeInstanceOf(Date);
    await ask({ token: secret });
    expect((await read()).lastUsedAt).toEqual(first);
    const earlier = new Date(Date.now() - 61_000);
    await tenant.database.personalToken.update({ where: { id: token.id }, data: { lastUsedAt: earlier } });
    await ask({ token: secret });
    expect((await read()).lastUsedAt?.getTime()).toBeGreaterThan(earlier.getTime());
  });

  it('that ended is told from one that is unknown or revoked, only to who holds it', async () => {
    const { secret, token } = (await create(ours.as('viewer'))).data.createPersonalToken;
    const where = { id: token.id };
    await tenant.database.personalToken.update({ where, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await ask({ token: secret })).toEqual({ status: 401, body: { code: 'TOKEN_EXPIRED' } });
    expect((await revoke(ours.as('viewer'), token.id)).data).toEqual({ revokePersonalToken: true });
    expect(await ask({ token: secret })).toEqual({ status: 401, body: { code: 'TOKEN_INVALID' } });
    expect(code(await revoke(ours.as('viewer'), token.id))).toBe('NOT_FOUND');
  });

  it('with a wrong checksum, an unknown one, and a stored digest presented as a token are invalid (36)', async () => {
    const { secret } = (await create(ours.as('viewer'))).data.createPersonalToken;
    const mistyped = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
    expect(isTokenSecret(secret)).toBe(true);
    expect(isTokenSecret(mistyped)).toBe(false);
    const presented = [
      mistyped,
      createTokenSecret(),
      digestOf(secret),
      `apim_pat_${digestOf(secret)}`,
      '',
      'x\u0000',
    ];
    for (const token of presented)
      expect(await ask({ token })).toEqual({ status: 401, body: { code: 'TOKEN_INVALID' } });
  });

  it('belongs to its owner: others neither list nor revoke it', async () => {
    const { token } = (await create(ours.as('viewer'))).data.createPersonalToken;
    const colleague = { ...ours.as('organization-owner'), sub: randomUUID() };
    for (const actor of [colleague, theirs.as('organization-owner')]) {
      expect(code(await revoke(actor, token.id))).toBe('NOT_FOUND');
      const { data } = await tenant.ask(actor, '{ personalTokens { id } }');
      expect(data).toEqual({ personalTokens: [] });
    }
    const own = await tenant.ask(ours.as('viewer'), '{ personalTokens { id name prefix lastUsedAt } }');
    expect(JSON.stringify(own.data)).toContain(token.id);
  });

  it('is for users who may have one', async () => {
    expect(code(await create(ours.as('auditor')))).toBe('FORBIDDEN');
    expect(code(await create(anonymous))).toBe('UNAUTHENTICATED');
    expect(code(await create(service('gateway', ours.organizationId)))).toBe('FORBIDDEN');
    expect(code(await create(ours.as('developer', ours.projectId)))).toBeUndefined();
  });

  it.each([0, 366, -1])('does not last %d days', async (expiresInDays) => {
    const { errors } = await create(ours.as('viewer'), { expiresInDays });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'input.expiresInDays' });
  });

  it('reaches no log and no audit record (38)', async () => {
    const { secret } = (await create(ours.as('viewer'))).data.createPersonalToken;
    await ask({ token: secret });
    await ask({ token: `${secret}x` });
    const audit = JSON.stringify(await tenant.database.auditEvent.findMany());
    for (const text of [tenant.logged.join(''), audit]) expect(text).not.toContain(secret.slice(13));
  });
});

describe('who a sign-in stands for', () => {
  it('is told for a user id, and not for one that does not exist', async () => {
    const { body } = await ask({ userId: theirs.userId });
    expect(body).toMatchObject({ sub: theirs.userId, org: theirs.organizationId, email: theirs.email });
    expect(body.expiresAt).toBeUndefined();
    for (const userId of [randomUUID(), 'x', ''])
      expect(await ask({ userId })).toEqual({ status: 401, body: { code: 'TOKEN_INVALID' } });
  });

  it('is told to the BFF alone, for the body that it signed (3, 4)', async () => {
    const asked = { userId: ours.userId };
    const refused = { status: 401, body: { code: 'UNAUTHENTICATED' } };
    expect(await ask(asked, { issuer: 'gateway' })).toEqual(refused);
    expect(await ask(asked, { issuer: 'gateway', as: service('bff') })).toEqual(refused);
    expect(await ask(asked, { as: ours.as('organization-owner') })).toEqual(refused);
    expect(await ask(asked, { signed: { userId: theirs.userId } })).toEqual(refused);
    const unsigned = await fetch(`${tenant.url}/internal/actor`, {
      method: 'POST',
      body: JSON.stringify(asked),
    });
    expect(unsigned.status).toBe(401);
  });

  it('is not told for a body that asks for both or for anything else', async () => {
    const { secret } = (await create(ours.as('viewer'))).data.createPersonalToken;
    for (const body of [{ token: secret, userId: theirs.userId }, {}, [], null, { token: [secret] }])
      expect((await ask(body)).status).toBe(401);
  });
});
