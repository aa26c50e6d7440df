import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, type TestInstallation } from './installation.ts';

const SAMPLE = 'cli/samples/customers.openapi.yaml';

/**
 * The shell blocks of one section of the README, for an installation of the test's own: its ports moved, its token file and the
 * sample document (which names a port) replaced.
 */
export async function readmeBlocks(
  heading: string,
  { home, portOffset }: TestInstallation,
): Promise<string[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (!section) throw new Error(`The README has no section ${heading}.`);
  const moved = (text: string) =>
    text.replaceAll(/localhost:(\d+)/g, (_, port: string) => `localhost:${Number(port) + portOffset}`);
  const sample = join(home, 'customers.openapi.yaml');
  await writeFile(sample, moved(await readFile(join(root, SAMPLE), 'utf8')));
  return [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) =>
    moved(block).replaceAll('.apim/token', join(home, 'token')).replaceAll(SAMPLE, sample),
  );
}
