import { existsSync, readFileSync } from 'node:fs';
import {
  createDefaults,
  entityId,
  entityKinds,
  kinds,
  planChanges,
  tagsFor,
  type EntityKind,
  type EntitySet,
} from '../src/index.ts';
import type { EntitySchema } from '../src/schema.ts';

/** One figure against its goal. */
export interface BenchRow {
  name: string;
  value: number;
  unit: 'ms';
  goal: string;
  verdict: boolean;
}

const schemaFolder = new URL('../../../../shared/kong/schemas/', import.meta.url);
const gatewayId = 'bench';
const GOAL_MS = 1000;

/** Plans 30,000 entities (10,000 of service, route and plugin) with no change and with one; needs the recorded schemas of Kong. */
export async function run(): Promise<BenchRow[]> {
  if (!existsSync(schemaFolder)) {
    console.error('plan of 30,000 entities: skipped, for ../shared/kong is absent');
    return [];
  }
  const schema = (path: string) =>
    JSON.parse(readFileSync(new URL(path, schemaFolder), 'utf8')) as EntitySchema;
  const ofKinds = Object.fromEntries(
    entityKinds.map((kind) => [kind, schema(`${kinds[kind].collection}.json`)]),
  );
  const defaults = createDefaults(ofKinds as { [K in EntityKind]: EntitySchema }, {
    'rate-limiting': schema('plugins/rate-limiting.json'),
  });
  const desired = entities(10_000);
  // As it comes from a gateway: other objects, all defaults filled in, keys in another order.
  const actual = JSON.parse(
    JSON.stringify(
      Object.fromEntries(
        Object.entries(desired).map(([kind, list]) => [
          kind,
          list.map((entity) => reversed(defaults.fill(kind as EntityKind, entity as never))),
        ]),
      ),
    ),
  ) as EntitySet;
  const changed = {
    ...desired,
    route: desired.route?.map((route, at) => (at === 5_000 ? { ...route, methods: ['PUT'] } : route)),
  };
  return [
    measure(
      'plan of 30,000 entities, no change',
      () => planChanges({ gatewayId, desired, actual, defaults }).changes.length,
      0,
    ),
    measure(
      'plan of 30,000 entities, one change',
      () => planChanges({ gatewayId, desired: changed, actual, defaults }).changes.length,
      1,
    ),
    measure(
      'plan of 30,000 entities, all new',
      () => planChanges({ gatewayId, desired, actual: {}, defaults }).changes.length,
      30_000,
    ),
  ];
}

function measure(name: string, plan: () => number, expected: number): BenchRow {
  const times: number[] = [];
  let found = 0;
  for (let time = 0; time < 5; time += 1) {
    const start = performance.now();
    found = plan();
    times.push(performance.now() - start);
  }
  // The first, on cold code, is what a user waits for.
  const value = Math.round(Math.max(...times));
  const goal = `under ${GOAL_MS} ms, ${expected} changes`;
  return { name, value, unit: 'ms', goal, verdict: value < GOAL_MS && found === expected };
}

function reversed(entity: object): object {
  return Object.fromEntries(Object.entries(entity).reverse());
}

function entities(count: number): EntitySet {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const tags = (index: number) =>
    tagsFor({ gatewayId, unit: `api-${index}`, projectId: `p${index % 50}`, apiId: String(index) });
  const id = (kind: EntityKind, index: number) => entityId(gatewayId, kind, String(index));
  return {
    service: numbers.map((index) => ({
      id: id('service', index),
      name: `s${index}`,
      host: 'upstream.test',
      port: 8080,
      path: '/v1',
      tags: tags(index),
    })),
    route: numbers.map((index) => ({
      id: id('route', index),
      name: `r${index}`,
      service: { id: id('service', index) },
      paths: [`/api/${index}`, `~/api/${index}/(?<id>[^/]+)$`],
      methods: ['POST', 'GET'],
      strip_path: false,
      tags: tags(index),
    })),
    plugin: numbers.map((index) => ({
      id: id('plugin', index),
      name: 'rate-limiting',
      route: { id: id('route', index) },
      config: { minute: 60, policy: 'local', limit_by: 'consumer' },
      tags: tags(index),
    })),
  };
}

if (process.argv[1] === import.meta.filename) console.table(await run());
