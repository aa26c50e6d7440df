import { randomUUID } from 'node:crypto';
import {
  applyChanges,
  createKongAdminClient,
  planChanges,
  readActual,
  readDefaults,
  type ApplyResult,
  type Defaults,
  type EntitySet,
  type KongAdminClient,
  type Plan,
} from '../src/index.ts';
import { desiredOf, emptyShape } from './desired.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';

/** A client behind a proxy that sees and spoils, and one that goes straight to the Admin API. */
export interface Bench {
  client: KongAdminClient;
  direct: KongAdminClient;
  proxy: FaultProxy;
  plan(gatewayId: string, desired: EntitySet): Promise<Plan>;
  /** Plans without faults and applies with them. */
  reconcile(gatewayId: string, desired: EntitySet): Promise<ApplyResult>;
  /** Runs with a fresh gateway id, and takes everything of it away afterwards. */
  inGateway(check: (gatewayId: string) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function createBench(adminUrl: string): Promise<Bench> {
  const proxy = await startFaultProxy(adminUrl);
  const direct = createKongAdminClient({ adminUrl });
  const client = createKongAdminClient({
    adminUrl: proxy.adminUrl,
    timeoutMs: 1_500,
    retries: 6,
    backoffMs: 1,
  });
  const defaults: Defaults = await readDefaults(direct, {
    plugin: ['key-auth', 'acl'].map((name) => ({ id: name, name })),
  });
  const plan = async (gatewayId: string, desired: EntitySet) =>
    planChanges({ gatewayId, desired, actual: await readActual(direct, { gatewayId }), defaults });
  const reconcile = async (gatewayId: string, desired: EntitySet) => {
    const { changes } = await plan(gatewayId, desired);
    proxy.writes.length = 0;
    return applyChanges(client, changes);
  };
  return {
    client,
    direct,
    proxy,
    plan,
    reconcile,
    async inGateway(check) {
      const gatewayId = randomUUID();
      try {
        await check(gatewayId);
      } finally {
        proxy.fault = () => undefined;
        await reconcile(gatewayId, desiredOf(gatewayId, emptyShape));
      }
    },
    async stop() {
      await Promise.all([client.close(), direct.close()]);
      await proxy.stop();
    },
  };
}
