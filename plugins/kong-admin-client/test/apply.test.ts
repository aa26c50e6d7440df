import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyChanges, planDeclarative, type ChangeOutcome } from '../src/index.ts';
import { desiredOf, type Shape } from './desired.ts';
import { createBench, type Bench } from './laws-bench.ts';
import { startModelAdminApi } from './model-admin-api.ts';
import { recordingsPresent } from './recordings.ts';

const operations = [1, 2, 3].map((key) => ({ key, guard: false, methods: ['GET'] }));
const shape: Shape = {
  apis: [1, 2].map((key) => ({ key, port: 1, guard: true, operations })),
  applications: [{ key: 1, keys: [1], groups: [1] }],
  upstreams: [],
};
const title = recordingsPresent ? 'apply' : 'apply (skipped: ../shared/kong is absent)';

describe.skipIf(!recordingsPresent)(title, () => {
  let bench: Bench;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const model = await startModelAdminApi();
    stop = model.stop;
    bench = await createBench(model.adminUrl);
  });
  afterAll(async () => {
    await bench?.stop();
    await stop?.();
  });

  it('progress is told once for each change, up to the total', () =>
    bench.inGateway(async (gatewayId) => {
      const { changes } = await bench.plan(gatewayId, desiredOf(gatewayId, shape));
      const told: number[] = [];
      const outcomes: ChangeOutcome[] = [];
      const result = await applyChanges(bench.client, changes, {
        onProgress: ({ done, total, outcome }) => {
          expect(total).toBe(changes.length);
          told.push(done);
          outcomes.push(outcome);
        },
      });
      expect(told).toEqual(changes.map((_, index) => index + 1));
      expect(new Set(outcomes)).toEqual(new Set(result.outcomes));
      expect(result).toMatchObject({ applied: changes.length, writes: changes.length, complete: true });
    }));

  it('what has not begun at an abort is skipped, and the result says so', () =>
    bench.inGateway(async (gatewayId) => {
      const { changes } = await bench.plan(gatewayId, desiredOf(gatewayId, shape));
      const controller = new AbortController();
      const { outcomes, complete } = await applyChanges(bench.client, changes, {
        concurrency: 1,
        signal: controller.signal,
        onProgress: ({ done }) => done === 3 && controller.abort(),
      });
      expect(outcomes.map(({ status }) => status)).toEqual(
        changes.map((_, index) => (index < 3 ? 'applied' : 'skipped')),
      );
      expect(outcomes[3]?.reason).toBe('stopped by the caller');
      expect(complete).toBe(false);
    }));

  it('a failed parent skips its children and names the cause, the other unit goes on', () =>
    bench.inGateway(async (gatewayId) => {
      const desired = desiredOf(gatewayId, shape);
      const service = desired.service.map((each, index) =>
        index === 0 ? { ...each, host: 'not a host' } : each,
      );
      const { changes } = await bench.plan(gatewayId, { ...desired, service });
      const { outcomes } = await applyChanges(bench.client, changes);
      const ofUnit = (unit: string) =>
        outcomes.filter(({ change }) => change.entity.tags?.includes(`apim-unit:${unit}`));
      expect(ofUnit('api-1').map(({ status }) => status)).toEqual([
        'failed',
        'skipped',
        'skipped',
        'skipped',
        'skipped',
      ]);
      expect(ofUnit('api-1')[0]?.error).toMatchObject({
        kind: 'refused',
        fields: { host: 'invalid value: not a host' },
      });
      expect(ofUnit('api-1')[1]?.reason).toContain(service[0]?.id);
      expect(ofUnit('api-2').every(({ status }) => status === 'applied')).toBe(true);
    }));

  it('a gateway that cannot be reached fails every change that was tried and hides none', () =>
    bench.inGateway(async (gatewayId) => {
      const { changes } = await bench.plan(gatewayId, desiredOf(gatewayId, shape));
      bench.proxy.fault = () => ({ status: 503 });
      const { outcomes, applied, failed, skipped } = await applyChanges(bench.client, changes);
      expect([applied, failed + skipped, outcomes.length]).toEqual([0, changes.length, changes.length]);
      expect(outcomes.find(({ status }) => status === 'failed')?.error).toMatchObject({
        kind: 'unavailable',
        status: 503,
      });
    }));

  it('the dry run of the DB-less way is the same plan', () =>
    bench.inGateway(async (gatewayId) => {
      const desired = desiredOf(gatewayId, shape);
      expect(await planDeclarative(bench.direct, { gatewayId, desired })).toEqual(
        await bench.plan(gatewayId, desired),
      );
    }));
});
