import { anonymous } from '@apim/kit/actor';
import { service } from '@apim/kit/testing/actors';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { errorOf, startPortal, type Portal } from '../../test/portal.ts';

let portal: Portal;
beforeAll(async () => void (portal = await startPortal()));
afterAll(() => portal.stop());

interface Unit {
  applicationId: string;
  sequence: number;
  deleted: boolean;
  groups: string[];
  keyDigests: { credentialId: string; digest: string }[];
}
const QUERY = `query ($after: Int!, $first: Int!) { gatewayConsumers(afterSequence: $after, first: $first) {
  lastSequence units { applicationId organizationId name sequence deleted groups keyDigests { credentialId digest } } } }`;

const changes = async (after: number, first = 200) => {
  const { data } = await portal.ask<{ gatewayConsumers: { lastSequence: number; units: Unit[] } }>(
    service('gateway'),
    QUERY,
    { after, first },
  );
  return data.gatewayConsumers;
};
const act = (mutation: string) =>
  portal.ask<Record<string, { id: string }>>(portal.developer, `mutation { ${mutation} }`);

describe('what a gateway is told of applications', () => {
  it('is given to managers alone', async () => {
    for (const actor of [portal.owner, anonymous]) {
      const answer = await portal.ask(actor, QUERY, { after: 0, first: 10 });
      expect(errorOf(answer)?.code).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
    }
  });

  it('is the whole state of each application that changed, once, in the order of changes', async () => {
    const { lastSequence: start } = await changes(0);
    const [first, second] = [await portal.application(), await portal.application()];
    const api = portal.api();
    await act(`subscribe(input: { applicationId: "${first}", apiId: "${api.id}" }) { id }`);
    await act(`createCredential(input: { applicationId: "${first}" }) { credential { id } }`);
    const { units, lastSequence } = await changes(start);
    expect(units).toMatchObject([
      { applicationId: second, groups: [], keyDigests: [], deleted: false },
      { applicationId: first, groups: [`api-${api.id}`], deleted: false },
    ]);
    expect(units[1]?.keyDigests).toEqual([
      { credentialId: expect.any(String), digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(await changes(lastSequence)).toEqual({ units: [], lastSequence });
  });

  it('comes in pages that can be read on from', async () => {
    const { lastSequence: start } = await changes(0);
    const ids = [await portal.application(), await portal.application(), await portal.application()];
    const first = await changes(start, 2);
    const rest = await changes(first.lastSequence, 2);
    expect([...first.units, ...rest.units].map((unit) => unit.applicationId)).toEqual(ids);
    expect(errorOf(await portal.ask(service('gateway'), QUERY, { after: 0, first: 1_001 }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      field: 'first',
    });
  });

  it('keeps a deleted application as a tombstone without groups and keys', async () => {
    const id = await portal.application();
    await act(`subscribe(input: { applicationId: "${id}", apiId: "${portal.api().id}" }) { id }`);
    await act(`createCredential(input: { applicationId: "${id}" }) { credential { id } }`);
    const { lastSequence } = await changes(0);
    await act(`deleteApplication(id: "${id}")`);
    const { units } = await changes(lastSequence);
    expect(units).toMatchObject([{ applicationId: id, deleted: true, groups: [], keyDigests: [] }]);
  });

  it('is missed by no reader that polls while applications change in parallel', async () => {
    const applications = await Promise.all(Array.from({ length: 8 }, () => portal.application()));
    const seen = new Map<string, Unit>();
    let { lastSequence } = await changes(0);
    let isChanging = true;
    const reader = (async () => {
      for (let isLast = false; !isLast;) {
        isLast = !isChanging;
        const page = await changes(lastSequence, 3);
        for (const unit of page.units) {
          expect(unit.sequence).toBeGreaterThan(lastSequence);
          seen.set(unit.applicationId, unit);
        }
        if (page.units.length > 0) isLast = false;
        ({ lastSequence } = page);
      }
    })();
    const work = applications.map(async (id) => {
      for (let round = 0; round < 12; round += 1) {
        const { errors } = await act(
          `createCredential(input: { applicationId: "${id}" }) { credential { id } }`,
        );
        expect(errors).toBeUndefined();
      }
    });
    await Promise.all(work).finally(() => (isChanging = false));
    await reader;
    for (const id of applications) {
      const row = await portal.database.application.findUniqueOrThrow({ where: { id } });
      expect(seen.get(id)?.sequence).toBe(row.sequence);
      expect(seen.get(id)?.keyDigests).toHaveLength(12);
    }
  });

  it('is announced on the event stream', async () => {
    const redis = new Redis(portal.settings.REDIS_URL);
    const id = await portal.application();
    await vi.waitFor(
      async () => {
        const entries = await redis.xrange('apim:events', '-', '+');
        const events = entries.map(([, fields]) => JSON.parse(fields[1] ?? '{}') as { subject: string });
        expect(events).toContainEqual(
          expect.objectContaining({
            type: 'portal.application.changed',
            subject: id,
            organizationId: portal.organization,
          }),
        );
      },
      { timeout: 5_000, interval: 100 },
    );
    redis.disconnect();
  });
});
