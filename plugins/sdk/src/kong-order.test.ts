import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kongPriority } from './kong-order.ts';

const root = join(import.meta.dirname, '../../../../shared/kong/endpoints/root-full.json');
const present = existsSync(root);

describe.skipIf(!present)(`priorities${present ? '' : ' (skipped: ../shared/kong is absent)'}`, () => {
  it('are those that a real Kong reports', () => {
    const { response } = JSON.parse(readFileSync(root, 'utf8')) as {
      response: { json: { plugins: { available_on_server: Record<string, { priority: number }> } } };
    };
    const reported = Object.entries(response.json.plugins.available_on_server);
    expect(Object.fromEntries(reported.map(([name, { priority }]) => [name, priority]))).toEqual(
      kongPriority,
    );
  });
});
