import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root, shell, startInstallation, type TestInstallation } from './installation.ts';

const PORT_OFFSET = 14_500;
let installation: TestInstallation;
let folder: string;

beforeAll(async () => {
  installation = await startInstallation(PORT_OFFSET);
  folder = await mkdtemp(join(tmpdir(), 'apim-policy-'));
}, 120_000);
afterAll(async () => {
  await installation?.end();
  await installation?.remove();
  await rm(folder, { recursive: true, force: true });
});

const apim = async (rest: string) =>
  shell(`cd ${folder} && ${process.execPath} ${root}/cli/bin/apim.mjs ${rest}`, {
    APIM_URL: `http://127.0.0.1:${4000 + PORT_OFFSET}`,
    APIM_TOKEN: await installation.token(),
  });
const done = async (rest: string) => {
  const outcome = await apim(rest);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  return outcome.stdout;
};

it('a policy of one’s own is written, published, attached, explained, and runs on the gateway', async () => {
  await done('policy init be-kind');
  expect(await done('policy publish be-kind')).toMatch(/^Published be-kind 1\.0\.0 to project demo/);
  expect(await done('policy list')).toMatch(/^be-kind +1\.0\.0 +published/m);
  await done(
    `api import ${root}/cli/samples/orders.openapi.yaml --upstream http://localhost:${4090 + PORT_OFFSET}`,
  );
  expect(await done('policies be-kind --project demo')).toContain('Sent to the service in X-Greeting.');
  await done('attach be-kind --api orders --set greeting=welcome');
  expect(await done('explain orders')).toContain('Greets with "welcome"');
  await done('deploy orders --env DEV');
  const answer = await fetch(`http://127.0.0.1:${8000 + PORT_OFFSET}/orders/orders`);
  expect(answer.headers.get('x-greeted')).toBe('yes');

  await done('policy deprecate be-kind 1.0.0 --instead "use 2.0.0"');
  expect(await done('explain orders')).toContain('be-kind 1.0.0 is deprecated: use 2.0.0');
}, 120_000);

it('a package whose manifest lies, and a version that is published, are refused', async () => {
  await done('policy init be-honest');
  const file = join(folder, 'be-honest/package.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('1.0.0', '7.0.0'));
  const lie = await apim('policy publish be-honest');
  expect(lie.code).toBe(1);
  expect(lie.stderr).toMatch(/The manifest says version "7\.0\.0", but policy\.ts says "1\.0\.0"/);
  await writeFile(file, text);
  await done('policy publish be-honest');
  const source = join(folder, 'be-honest/policy.ts');
  await writeFile(source, (await readFile(source, 'utf8')).replace('welcome', 'hi'));
  const again = await apim('policy publish be-honest');
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(/be-honest 1\.0\.0 is published.*\[CONFLICT/);
  expect(again.stderr).toContain('→ Raise the version');
});
