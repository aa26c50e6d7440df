import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyChanges,
  entityId,
  entityKinds,
  type Entity,
  type EntitySet,
  type Service,
} from '../src/index.ts';
import { desiredOf, emptyShape, type Shape } from './desired.ts';
import type { Fault } from './fault-proxy.ts';
import { createBench, type Bench } from './laws-bench.ts';
import { describeOrderLaws } from './laws-of-order.ts';
import { shapes } from './shapes.ts';

/** An Admin API in database mode; entities of other gateway ids in it are left alone. */
export interface AdminApiUnderTest {
  adminUrl: string;
  stop(): Promise<void>;
}

const passingFaults: Fault[] = [
  { status: 500 },
  { status: 503 },
  { status: 429, retryAfter: 0 },
  'reset',
  'lost',
  'half',
];

/** What must hold of plan and apply over any Admin API, under faults too. `runs` is how many cases each property tries. */
export function describeReconcilerLaws(
  name: string,
  start: () => Promise<AdminApiUnderTest>,
  runs = 25,
): void {
  describe(`reconciler laws over ${name}`, { timeout: 300_000 }, () => {
    let api: AdminApiUnderTest;
    let bench: Bench;
    beforeAll(async () => {
      api = await start();
      bench = await createBench(api.adminUrl);
    });
    afterAll(async () => {
      await bench?.stop();
      await api?.stop();
    });
    const law = (check: (gatewayId: string, before: Shape, after: Shape, seed: number) => Promise<void>) =>
      fc.assert(
        fc.asyncProperty(shapes, shapes, fc.nat(), (before, after, seed) =>
          bench.inGateway((gatewayId) => check(gatewayId, before, after, seed)),
        ),
        { numRuns: runs, endOnFailure: true },
      );
    const converged = async (gatewayId: string, desired: EntitySet) =>
      expect((await bench.plan(gatewayId, desired)).changes).toEqual([]);

    it('after apply the plan is empty', () =>
      law(async (gatewayId, before, after) => {
        for (const shape of [before, after]) {
          const desired = desiredOf(gatewayId, shape);
          expect(await bench.reconcile(gatewayId, desired)).toMatchObject({
            failed: 0,
            skipped: 0,
            complete: true,
          });
          await converged(gatewayId, desired);
        }
      }));

    it('an entity without our tags survives, also with an id that we want', () =>
      law(async (gatewayId, before, after) => {
        const foreign: Service = { id: randomUUID(), name: `theirs-${gatewayId}`, host: 'theirs.invalid' };
        const wanted = { id: entityId(gatewayId, 'service', 'api-0'), host: 'theirs.invalid' };
        const theirs = [foreign, wanted];
        for (const service of theirs) await bench.direct.create('service', service);
        const stored = () => Promise.all(theirs.map(({ id }) => bench.direct.get('service', { id })));
        const untouched = await stored();
        for (const shape of [before, after, emptyShape])
          await bench.reconcile(gatewayId, desiredOf(gatewayId, shape));
        expect(await stored()).toEqual(untouched);
        for (const service of theirs) await bench.direct.delete('service', service);
      }));

    it('applying the same plan twice is harmless', () =>
      law(async (gatewayId, before, after) => {
        await bench.reconcile(gatewayId, desiredOf(gatewayId, before));
        const desired = desiredOf(gatewayId, after);
        const { changes } = await bench.plan(gatewayId, desired);
        for (let time = 0; time < 2; time += 1)
          expect((await applyChanges(bench.client, changes)).complete).toBe(true);
        await converged(gatewayId, desired);
      }));

    it('a crash between any two writes is mended by the next run', () =>
      law(async (gatewayId, before, after, seed) => {
        await bench.reconcile(gatewayId, desiredOf(gatewayId, before));
        const desired = desiredOf(gatewayId, after);
        const { changes } = await bench.plan(gatewayId, desired);
        const stopped = new AbortController();
        let left = seed % (changes.length + 1);
        bench.proxy.fault = ({ method }) => {
          if (method === 'GET' || left-- > 0) return undefined;
          stopped.abort();
          return 'reset';
        };
        await applyChanges(bench.client, changes, { concurrency: 3, signal: stopped.signal });
        bench.proxy.fault = () => undefined;
        await bench.reconcile(gatewayId, desired);
        await converged(gatewayId, desired);
      }));

    it('a write whose answer was lost is counted as done, and nothing is written twice over another', () =>
      law(async (gatewayId, before, after) => {
        const lost = new Set<string>();
        bench.proxy.fault = ({ method, path }) => {
          if (method === 'GET' || lost.has(method + path)) return undefined;
          lost.add(method + path);
          return 'lost';
        };
        for (const shape of [before, after]) {
          const desired = desiredOf(gatewayId, shape);
          expect((await bench.reconcile(gatewayId, desired)).complete).toBe(true);
          await converged(gatewayId, desired);
        }
      }));

    it('500, 503, 429, resets and half answers are outlived', () =>
      law(async (gatewayId, before, after, seed) => {
        let turn = seed;
        bench.proxy.fault = () => {
          turn += 1;
          return turn % 3 === 0 ? passingFaults[turn % passingFaults.length] : undefined;
        };
        for (const shape of [before, after]) {
          const desired = desiredOf(gatewayId, shape);
          await bench.reconcile(gatewayId, desired);
          bench.proxy.fault = () => undefined;
          await bench.reconcile(gatewayId, desired);
          await converged(gatewayId, desired);
        }
      }));

    it('an answer that never comes is asked for again', () =>
      bench.inGateway(async (gatewayId) => {
        const apis = [{ key: 1, port: 1, guard: true, operations: [] }];
        const desired = desiredOf(gatewayId, { ...emptyShape, apis });
        let silent = 2;
        bench.proxy.fault = ({ method }) => (method !== 'GET' && silent-- > 0 ? 'stall' : undefined);
        expect((await bench.reconcile(gatewayId, desired)).complete).toBe(true);
        await converged(gatewayId, desired);
      }));

    it('an entity that is refused does not hold up another unit', () =>
      law(async (gatewayId, before, after) => {
        await bench.reconcile(gatewayId, desiredOf(gatewayId, before));
        const good = desiredOf(gatewayId, after);
        const refused = { ...good.service[0], name: 'refused', host: 'not a host' } as Service;
        const service = good.service.length > 0 ? [refused, ...good.service.slice(1)] : [];
        await bench.reconcile(gatewayId, { ...good, service });
        const unit = refused.tags?.find((tag) => tag.startsWith('apim-unit:'));
        const { changes } = await bench.plan(gatewayId, good);
        expect(changes.filter(({ entity }) => !unit || !entity.tags?.includes(unit))).toEqual([]);
        await bench.reconcile(gatewayId, good);
        await converged(gatewayId, good);
      }));

    it('one change among many is one write', () =>
      law(async (gatewayId, _before, after) => {
        const desired = desiredOf(gatewayId, after);
        await bench.reconcile(gatewayId, desired);
        for (const kind of entityKinds.filter((each) => desired[each].length > 0)) {
          const [first, ...rest] = desired[kind] as readonly Entity[];
          const changed = {
            ...desired,
            [kind]: [{ ...first, tags: [...(first?.tags ?? []), 'org:another'] }, ...rest],
          };
          expect(await bench.reconcile(gatewayId, changed)).toMatchObject({ writes: 1, complete: true });
          expect(bench.proxy.writes).toHaveLength(1);
          await converged(gatewayId, changed);
          await bench.reconcile(gatewayId, desired);
        }
      }));

    describeOrderLaws(() => bench, law);
  });
}
