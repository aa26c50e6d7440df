import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the scripts use k6 alone, as its types know it', async () => {
  const project = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  const tsc = fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'));
  const output = await new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-p', project], (_error, stdout) => resolve(stdout));
  });
  expect(output).toBe('');
}, 60_000);
