import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pluginRegistry } from '../src/plugins/registry.ts';
import { adminDifferences } from './differences.ts';
import { startAdminFixture, type AdminFixture } from './support/admin-fixture.ts';
import { exchangeRaw } from './support/raw-http.ts';
import { namesIn, present, readJson, unlessAbsent, type Recorded } from './support/shared.ts';

interface RecordedCall extends Omit<Recorded, 'name'> {
  mode: 'postgres' | 'dbless';
}

/** Entities that the emulator does not keep; it answers 404 to them. */
const absent = /^\/(keys|key-sets|vaults)\b/;

function isOutOfReach({ request }: RecordedCall): boolean {
  if (absent.test(request.target)) return true;
  if (!request.target.startsWith('/plugins')) return false;
  const name = /"name": "([^"]+)"/.exec(request.body)?.[1] ?? 'nope';
  return name !== 'nope' && !pluginRegistry.has(name);
}

const masks: [RegExp, string][] = [
  [/"(created_at|updated_at|ttl)":\d[\d.]*/g, '"$1":0'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>'],
  [/"(key|secret)":"[A-Za-z0-9]{32}"/g, '"$1":"<random>"'],
  [/"password":"[0-9a-f]{40}"/g, '"password":"<digest>"'],
  [/WyI[A-Za-z0-9]{40,}/g, '<offset>'],
];

const byText = (left: unknown, right: unknown): number =>
  JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;

/** Flattened errors come in the order of a table of Lua, which is none: here they are sorted. */
function sortFlattened(value: { flattened_errors?: unknown }): void {
  if (!Array.isArray(value.flattened_errors)) return;
  const faults = value.flattened_errors as { entity_type: string; entity: object; errors: object[] }[];
  for (const fault of faults) fault.errors.sort(byText);
  const key = ({ entity_type, entity }: (typeof faults)[number]): unknown => [
    entity_type,
    Object.entries(entity).sort(),
  ];
  faults.sort((left, right) => byText(key(left), key(right)));
}

function comparable(body: string): unknown {
  const masked = masks.reduce((text, [pattern, mask]) => text.replace(pattern, mask), body);
  try {
    const value = JSON.parse(masked) as { flattened_errors?: unknown };
    sortFlattened(value);
    return value;
  } catch {
    return masked;
  }
}

const stable = (headers: readonly [string, string][]): [string, string][] =>
  headers
    .filter(([name]) => !/^(date|content-length|x-kong-admin-latency|connection)$/i.test(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));

const calls = namesIn('error-shapes').map((name) => ({
  name,
  call: readJson<RecordedCall>(`error-shapes/${name}.json`),
}));

describe.skipIf(!present)(`the Admin API of a real Kong 3.9.3${unlessAbsent}`, () => {
  let passed = 0;
  const fixtures: Partial<Record<RecordedCall['mode'], AdminFixture>> = {};

  beforeAll(async () => {
    fixtures.postgres = await startAdminFixture(true);
    fixtures.dbless = await startAdminFixture(false);
  });
  afterAll(async () => {
    for (const fixture of Object.values(fixtures)) await fixture.emulator.close();
    process.stdout.write(`\nrecorded calls of the Admin API reproduced: ${passed} of ${calls.length}\n`);
  });

  for (const { name, call } of calls) {
    if (isOutOfReach(call)) {
      it.skip(`${name} (an entity or plugin that the emulator does not have)`);
      continue;
    }
    const difference = adminDifferences[name];
    it(difference === undefined ? name : `${name} differs: ${difference}`, async () => {
      const fixture = fixtures[call.mode];
      if (!fixture) throw new Error('not started');
      fixture.reset(name);
      const { method, target, headers, body } = call.request;
      const head = [
        `${method} ${target} HTTP/1.1`,
        ...headers.map(([field, value]) => `${field}: ${value}`),
        '',
        '',
      ];
      const port = Number(new URL(fixture.emulator.adminUrl).port);
      const answer = await exchangeRaw(port, Buffer.from(head.join('\r\n') + body), method === 'HEAD');
      const seen = { status: answer.status, headers: stable(answer.headers), body: comparable(answer.body) };
      const { response } = call;
      const wanted = {
        status: response.status,
        headers: stable(response.headers),
        body: comparable(response.body),
      };
      if (difference !== undefined) {
        expect(seen).not.toEqual(wanted);
        return;
      }
      expect(seen).toEqual(wanted);
      passed += 1;
    });
  }
});
