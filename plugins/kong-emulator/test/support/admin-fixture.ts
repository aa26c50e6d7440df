import { startEmulator, type Emulator } from '../../src/emulator.ts';
import type { Stored } from '../../src/store/table.ts';

/** What stood in the database when the Admin API's answers were recorded, with the recorded ids. */
const entities: [string, Record<string, unknown>][] = [
  [
    'services',
    {
      id: 'c119c2c9-f2aa-4d24-ad4e-261211529c4c',
      name: 'svc1',
      url: 'http://127.0.0.1:18201/base',
      tags: ['t1', 't2'],
    },
  ],
  ['services', { id: '539f5884-9ee4-468e-b911-356ee4133aa0', name: 'svcput', host: 'h' }],
  ['services', { id: '5bd31659-d45d-4a12-9f1f-bd6040da369a', name: 'mpsvc', host: 'h' }],
  ['services', { id: '8d1e3798-6083-497f-b378-4b131c8d1e2d', name: 'formsvc', host: 'h', tags: ['a', 'b'] }],
  [
    'routes',
    {
      id: '22796350-6066-4456-a8cb-9dc4b5865b97',
      name: 'r1',
      paths: ['/r1'],
      hosts: ['a.test'],
      headers: { 'x-a': ['1'] },
      service: { name: 'svc1' },
    },
  ],
  [
    'routes',
    { id: 'cd517041-f377-4ede-b4ba-f3c2f102e33f', name: 'r3', paths: ['/x'], service: { name: 'svc1' } },
  ],
  ['routes', { id: '3ab335dc-6890-4271-b153-caf64de94cf4', name: 'r0', paths: ['/r0'] }],
  ['consumers', { id: 'dfff4c4a-cf9f-4bff-9d97-749c8ffaa560', username: 'alice', custom_id: 'c1' }],
  ['key-auths', { key: 'k1', consumer: { username: 'alice' } }],
  ['upstreams', { id: 'cd5c3db5-738d-4982-a7b4-8e261ca1e9f0', name: 'up1' }],
  ['upstreams/up1/targets', { id: 'dfca9d73-4372-4847-ab57-139bf057a96c', target: '127.0.0.1:18201' }],
  ['upstreams/up1/targets', { id: '52997c50-3f3f-489a-a69a-60a3682bca6f', target: 'example.test' }],
  ['plugins', { name: 'cors', instance_name: 'my-cors', service: { name: 'svcput' } }],
];

/** Rows that the request of a case itself created, and which therefore must not be there before. */
const created: Record<string, string[]> = {
  'consumer-create-ok': ['consumers', 'keyauth_credentials'],
  'consumer-keyauth-ok': ['keyauth_credentials'],
  'plugin-instance-name-ok': ['plugins'],
  'multipart-ok': ['services', 'routes'],
  'route-create-no-service-ok': ['routes'],
  'route-foreign-key-by-name-ok': ['routes'],
  'target-default-port': ['targets'],
};

/** A gateway that begins every case with the same entities. */
export interface AdminFixture {
  emulator: Emulator;
  /** Puts everything back, without the tables that a case fills. */
  reset: (name: string) => void;
}

/** Starts an emulator that stands where the recorded one stood. */
export async function startAdminFixture(database: boolean): Promise<AdminFixture> {
  const emulator = await startEmulator({ proxyPort: 0, adminPort: 0, database });
  const rows: { table: string; row: Stored }[] = [];
  if (database) {
    for (const [path, body] of entities) {
      const response = await fetch(`${emulator.adminUrl}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`);
    }
    for (const table of emulator.gateway.store.tables()) {
      for (const row of table.values()) rows.push({ table: table.schema.name, row });
    }
  }
  return {
    emulator,
    reset: (name) =>
      emulator.gateway.store.replace(rows.filter(({ table }) => !created[name]?.includes(table))),
  };
}
