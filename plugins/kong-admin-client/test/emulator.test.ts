import { describe, it } from 'vitest';
import { createKongAdminClient } from '../src/index.ts';
import { emulatorPresent, startEmulator } from './emulator.ts';
import { describeReconcilerLaws, type AdminApiUnderTest } from './laws.ts';

const { KONG_ADMIN_URL } = process.env;

if (KONG_ADMIN_URL) {
  // Loud, so that a green run cannot be mistaken for one on the emulator.
  process.stderr.write(`\n*** The reconciler laws run on a REAL gateway: ${KONG_ADMIN_URL} ***\n\n`);
  describeReconcilerLaws(`a REAL Kong at ${KONG_ADMIN_URL}`, () => realKong(KONG_ADMIN_URL), 10);
} else if (emulatorPresent) {
  describeReconcilerLaws(
    'the EMULATOR (no real Kong: KONG_ADMIN_URL is not set)',
    () => startEmulator('--db'),
    10,
  );
} else {
  describe('reconciler laws (skipped: plugins/kong-emulator is absent and KONG_ADMIN_URL is not set)', () => {
    it.skip('needs a gateway');
  });
}

async function realKong(adminUrl: string): Promise<AdminApiUnderTest> {
  const client = createKongAdminClient({ adminUrl });
  const { mode, version } = await client.info();
  await client.close();
  if (mode !== 'DATABASE')
    throw new Error(`Kong ${version} at ${adminUrl} has no database; the laws need database mode.`);
  return { adminUrl, stop: async () => undefined };
}
