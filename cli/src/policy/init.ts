import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UsageError } from '../client/errors.ts';
import { tsconfigFor } from './installation.ts';
import { templates } from './templates.ts';

/** Writes a policy's package into a folder of its name, which must not hold anything yet. Gives the files. */
export async function initPolicy(path: string): Promise<{ folder: string; name: string; files: string[] }> {
  const folder = resolve(path);
  const name = basename(folder);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60) {
    throw new UsageError(`The name ${JSON.stringify(name)} must be kebab-case, such as add-greeting.`);
  }
  const { registry } = await import('@apim/policies/registry');
  if (registry.get(name)) {
    throw new UsageError(`The library has a policy ${name} already; choose another name.`);
  }
  const present = await readdir(folder).catch(() => []);
  if (present.length > 0) throw new UsageError(`${folder} is not empty: name a new folder.`);
  await mkdir(folder, { recursive: true });
  const files = templates(name, tsconfigFor(folder));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  return { folder, name, files: Object.keys(files) };
}
