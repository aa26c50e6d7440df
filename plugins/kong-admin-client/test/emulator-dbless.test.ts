import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyDeclarative,
  createKongAdminClient,
  planDeclarative,
  type EntitySet,
  type KongAdminClient,
  type Service,
} from '../src/index.ts';
import { desiredOf, type Shape } from './desired.ts';
import { emulatorPresent, startEmulator } from './emulator.ts';

const gatewayId = 'dbless';
const operations = [{ key: 1, guard: true, methods: ['GET'] }];
const shape: Shape = {
  apis: [1, 2].map((key) => ({ key, port: 1, guard: true, operations })),
  applications: [{ key: 1, keys: [1, 2], groups: [1] }],
  upstreams: [{ key: 1, targets: [1] }],
};
const desired = desiredOf(gatewayId, shape);
const title = emulatorPresent
  ? 'DB-less apply over the EMULATOR'
  : 'DB-less apply over the emulator (skipped: plugins/kong-emulator is absent)';

describe.skipIf(!emulatorPresent)(title, () => {
  let emulator: Awaited<ReturnType<typeof startEmulator>>;
  let client: KongAdminClient;
  let previousHash: string | undefined;
  const changesTo = async (wanted: EntitySet) =>
    (await planDeclarative(client, { gatewayId, desired: wanted })).changes;
  beforeAll(async () => {
    emulator = await startEmulator();
    client = createKongAdminClient({ adminUrl: emulator.adminUrl });
  });
  afterAll(async () => {
    await client?.close();
    await emulator?.stop();
  });

  it('the plan is the whole before, and empty after', async () => {
    expect((await client.info()).mode).toBe('DBLESS');
    expect(await changesTo(desired)).toHaveLength(Object.values(desired).flat().length);
    const result = await applyDeclarative(client, { gatewayId, desired });
    expect(result).toMatchObject({ status: 'applied', failures: [] });
    previousHash = result.hash;
    expect(await changesTo(desired)).toEqual([]);
    expect(await applyDeclarative(client, { gatewayId, desired, previousHash })).toMatchObject({
      posted: false,
    });
  });

  it('a refused unit is named, and the last good state stays', async () => {
    const service = desired.service.map((each, index): Service =>
      index === 0 ? { ...each, host: 'not a host' } : each,
    );
    const result = await applyDeclarative(client, {
      gatewayId,
      desired: { ...desired, service },
      previousHash,
    });
    expect(result.status).toBe('refused');
    expect(result.failures).toContainEqual(
      expect.objectContaining({ kind: 'service', id: service[0]?.id, unit: 'api-1', field: 'host' }),
    );
    expect(await changesTo(desired)).toEqual([]);
  });
});
