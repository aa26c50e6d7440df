import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { entityId, kinds, type Plugin, type Route } from '../src/index.ts';
import { desiredOf, emptyShape, type Shape } from './desired.ts';
import type { SeenWrite } from './fault-proxy.ts';
import type { Bench } from './laws-bench.ts';

type Law = (check: (gatewayId: string, before: Shape, after: Shape) => Promise<void>) => Promise<void>;

const guarded: Shape = {
  ...emptyShape,
  apis: [{ key: 1, port: 1, guard: true, operations: [{ key: 1, guard: true, methods: ['GET'] }] }],
};
const idOf = ({ path, body }: SeenWrite) => String(body?.id ?? path.split('/').at(-1));
const isRevocation = ({ method, path }: SeenWrite) => method === 'DELETE' && path.startsWith('/consumers/');

/** What must hold of the order of writes, seen from the Admin API. */
export function describeOrderLaws(bench: () => Bench, law: Law): void {
  const indexOf = (id: string, method?: string) =>
    bench().proxy.writes.findIndex(
      (write) => idOf(write) === id && (method === undefined || write.method === method),
    );

  it('parents are written before their children, and a service goes after its routes', () =>
    law(async (gatewayId, before, after) => {
      await bench().reconcile(gatewayId, desiredOf(gatewayId, before));
      const { changes } = await bench().plan(gatewayId, desiredOf(gatewayId, after));
      await bench().reconcile(gatewayId, desiredOf(gatewayId, after));
      for (const { action, kind, id, entity } of changes) {
        for (const field of Object.keys(kinds[kind].parents)) {
          const parent = (entity as unknown as Record<string, { id: string } | undefined>)[field]?.id;
          if (parent === undefined) continue;
          const [own, created, deleted] = [indexOf(id), indexOf(parent, 'POST'), indexOf(parent, 'DELETE')];
          if (action === 'create' && created >= 0) expect(created).toBeLessThan(own);
          if (action === 'delete' && kind === 'route' && deleted >= 0) expect(deleted).toBeGreaterThan(own);
        }
      }
      expect(bench().proxy.writes.filter(({ status }) => status >= 400)).toEqual([]);
    }));

  it('revocations are done ahead of everything else', () =>
    law(async (gatewayId, before, after) => {
      await bench().reconcile(gatewayId, desiredOf(gatewayId, before));
      await bench().reconcile(gatewayId, desiredOf(gatewayId, after));
      const kindsOfWrites = bench().proxy.writes.map(isRevocation);
      expect(kindsOfWrites).toEqual([...kindsOfWrites].sort((left, right) => Number(right) - Number(left)));
    }));

  it('a route is opened after its guards, and stays closed when one is refused', () =>
    bench().inGateway(async (gatewayId) => {
      const desired = desiredOf(gatewayId, guarded);
      const routeId = entityId(gatewayId, 'route', 'api-1-1');
      const refused = desired.plugin.map((plugin): Plugin =>
        plugin.name === 'acl' ? { ...plugin, config: { nope: 1 } } : plugin,
      );
      const first = await bench().reconcile(gatewayId, { ...desired, plugin: refused });
      expect(first).toMatchObject({ complete: false, failed: 1, skipped: 1 });
      expect(Object.keys((await bench().direct.get('route', { id: routeId }))?.headers ?? {})).toHaveLength(
        1,
      );
      expect((await bench().reconcile(gatewayId, desired)).complete).toBe(true);
      expect((await bench().direct.get('route', { id: routeId }))?.headers ?? null).toBeNull();
      expect(indexOf(routeId)).toBeGreaterThan(indexOf(entityId(gatewayId, 'plugin', 'api-1-1:acl')));
    }));

  it('a route goes with its guards, never after them', () =>
    bench().inGateway(async (gatewayId) => {
      await bench().reconcile(gatewayId, desiredOf(gatewayId, guarded));
      await bench().reconcile(gatewayId, desiredOf(gatewayId, emptyShape));
      expect(bench().proxy.writes[0]?.path).toMatch(/^\/routes\//);
    }));

  it('a foreign plugin on our route survives: the route is not deleted', () =>
    bench().inGateway(async (gatewayId) => {
      await bench().reconcile(gatewayId, desiredOf(gatewayId, guarded));
      const route: Pick<Route, 'id'> = { id: entityId(gatewayId, 'route', 'api-1-1') };
      const theirs: Plugin = { id: randomUUID(), name: 'key-auth', route };
      await bench().direct.create('plugin', theirs);
      const result = await bench().reconcile(gatewayId, desiredOf(gatewayId, emptyShape));
      expect(result.outcomes.find(({ status }) => status === 'failed')?.error).toMatchObject({
        kind: 'conflict',
      });
      expect(await bench().direct.get('plugin', theirs)).toMatchObject({ name: 'key-auth', route });
      await bench().direct.delete('plugin', theirs);
    }));
}
