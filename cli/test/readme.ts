import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './installation.ts';

/** The shell blocks of one section of the README, with its addresses moved by a port offset and its token file replaced. */
export async function readmeBlocks(
  heading: string,
  portOffset: number,
  tokenFile: string,
): Promise<string[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (!section) throw new Error(`The README has no section ${heading}.`);
  return [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) =>
    block
      .replaceAll(/localhost:(\d+)/g, (_, port: string) => `localhost:${Number(port) + portOffset}`)
      .replaceAll('.apim/token', tokenFile),
  );
}
