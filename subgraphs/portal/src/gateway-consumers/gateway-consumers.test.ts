import { anonymous } from '@apim/kit/actor';
import { setTimeout } from 'node:timers/promises';
import { service } from '@apim/kit/testing/actors';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nextSequence } from '../application/change-application.ts';
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

function createGate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

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
    const seen = new Map<string, Unit>();
    let { lastSequence } = await changes(0);
    let isChanging = true;
    const reader = (async () => {
      for (let isLast = false; !isLast;) {
        isLast = !isChanging;
        const page = await changes(lastSequence, 5);
        for (const unit of page.units) seen.set(unit.applicationId, unit);
        if (page.units.length > 0) isLast = false;
        ({ lastSequence } = page);
      }
    })();
    // Each application changes a last time while others do, so that no later change can hide a miss.
    const work = Array.from({ length: 60 }, async () => {
      const id = await portal.application();
      const { errors } = await act(
        `createCredential(input: { applicationId: "${id}" }) { credential { id } }`,
      );
      expect(errors).toBeUndefined();
      return id;
    });
    const ids = await Promise.all(work).finally(() => (isChanging = false));
    await reader;
    for (const id of ids) {
      const row = await portal.database.application.findUniqueOrThrow({ where: { id } });
      expect(seen.get(id)?.sequence).toBe(row.sequence);
      expect(seen.get(id)?.keyDigests).toHaveLength(1);
    }
  });

  it('shows no change before an earlier one that is not committed yet', async () => {
    const [slow, quick] = [await portal.application(), await portal.application()];
    const { lastSequence } = await changes(0);
    const gate = createGate();
    const taken = createGate();
    const pending = portal.database.$transaction(async (transaction) => {
      const sequence = await nextSequence(transaction);
      await transaction.application.update({ where: { id: slow }, data: { sequence } });
      taken.open();
      await gate.opened;
    });
    await taken.opened;
    const following = act(`createCredential(input: { applicationId: "${quick}" }) { credential { id } }`);
    await setTimeout(500);
    expect((await changes(lastSequence)).units).toEqual([]);
    gate.open();
    await Promise.all([pending, following]);
    const { units } = await changes(lastSequence);
    expect(units.map((unit) => unit.applicationId)).toEqual([slow, quick]);
  });

  it('orders a change that had to wait behind those that were committed meanwhile', async () => {
    const [waiting, quick] = [await portal.application(), await portal.application()];
    const gate = createGate();
    const locked = createGate();
    const holder = portal.database.$transaction(async (transaction) => {
      await transaction.$queryRaw`SELECT id FROM application WHERE id = ${waiting} FOR UPDATE`;
      locked.open();
      await gate.opened;
    });
    await locked.opened;
    const late = act(`createCredential(input: { applicationId: "${waiting}" }) { credential { id } }`);
    await setTimeout(500);
    await act(`createCredential(input: { applicationId: "${quick}" }) { credential { id } }`);
    const { lastSequence } = await changes(0, 1_000);
    gate.open();
    await Promise.all([holder, late]);
    const { units } = await changes(lastSequence);
    expect(units.map((unit) => unit.applicationId)).toEqual([waiting]);
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
