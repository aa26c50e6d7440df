import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pluginRegistry } from '../src/plugins/registry.ts';
import { adminDifferences } from './differences.ts';
import { startAdminFixture, type AdminFixture } from './support/admin-fixture.ts';
import { comparableAdmin } from './support/compare-admin.ts';
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
    const share = ((100 * passed) / calls.length).toFixed(1);
    process.stdout.write(
      `\nrecorded calls of the Admin API reproduced: ${passed} of ${calls.length} (${share} %)\n`,
    );
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
      const seen = comparableAdmin(answer);
      const wanted = comparableAdmin(call.response);
      if (difference !== undefined) {
        expect(seen).not.toEqual(wanted);
        return;
      }
      expect(seen).toEqual(wanted);
      passed += 1;
    });
  }

  it('95 of 100 recorded calls are reproduced', () => {
    expect(passed / calls.length).toBeGreaterThanOrEqual(0.95);
  });
});
