import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../client/errors.ts';

/** Runs the tests beside a policy with Node's own runner; resolves to whether all passed. */
export async function runTests(folder: string): Promise<boolean> {
  const tests = (await readdir(folder)).filter((file) => /\.test\.m?[jt]s$/.test(file));
  if (tests.length === 0) throw new UsageError(`There is no test in ${folder}: write policy.test.ts.`);
  const child = spawn(
    process.execPath,
    [
      '--import',
      import.meta.resolve('@oxc-node/core/register'),
      '--import',
      import.meta.resolve('./resolve-sdk.mjs'),
      '--test',
      '--test-isolation=none',
      '--test-force-exit',
      ...tests.map((file) => join(folder, file)),
    ],
    { cwd: folder, stdio: 'inherit' },
  );
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  return code === 0;
}
