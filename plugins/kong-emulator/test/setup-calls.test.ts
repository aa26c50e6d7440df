import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../src/emulator.ts';
import { pluginRegistry } from '../src/plugins/registry.ts';
import { comparableAdmin } from './support/compare-admin.ts';
import { exchangeRaw } from './support/raw-http.ts';
import { present, readJson, unlessAbsent, type Behaviour } from './support/shared.ts';

/** The second file goes on where the first one ended. */
const calls = ['oauth2', 'pg-end-to-end'].flatMap((name) => {
  const { setup = [] } = present ? readJson<Behaviour>(`behaviours/${name}.json`) : {};
  return setup.map((call, index) => ({ ...call, title: `${name} ${index}: ${call.request.target}` }));
});

describe.skipIf(!present)(`an installation comes about as on a real Kong 3.9.3${unlessAbsent}`, () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ proxyPort: 0, adminPort: 0, database: true });
  });
  afterAll(() => emulator.close());

  for (const { title, request, response } of calls) {
    const plugin = /"name": "([\w-]+)", "config"/.exec(request.body)?.[1];
    if (plugin !== undefined && !pluginRegistry.has(plugin)) {
      it.skip(`${title} (no ${plugin})`);
      continue;
    }
    it(title, async () => {
      const head = [
        `${request.method} ${request.target} HTTP/1.1`,
        'Host: admin',
        'Content-Type: application/json',
        // The recording shortened a path, but not the length.
        `Content-Length: ${Buffer.byteLength(request.body)}`,
      ];
      const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${request.body}`);
      const answer = await exchangeRaw(Number(new URL(emulator.adminUrl).port), bytes);
      expect(comparableAdmin(answer)).toEqual(comparableAdmin(response));
    });
  }
});
