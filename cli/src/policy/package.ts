import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../client/errors.ts';

/** A policy's folder, as far as it is uploaded. */
export interface PolicyPackage {
  readonly folder: string;
  readonly source: string;
  /** What package.json says; the scope of a package's name is no part of the policy's. */
  readonly manifest: { readonly name: string; readonly version: string };
}

const packageSchema = z.object({ name: z.string().min(1), version: z.string().min(1) });

/** Reads package.json and policy.ts; a UsageError says which of them is missing or wrong. */
export async function readPackage(path: string): Promise<PolicyPackage> {
  const folder = resolve(path);
  const source = await readText(folder, 'policy.ts');
  const text = await readText(folder, 'package.json');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${join(path, 'package.json')} is no JSON: ${(error as Error).message}.`);
  }
  const read = packageSchema.safeParse(parsed);
  if (!read.success) {
    const fields = read.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(' and ');
    throw new UsageError(
      `${join(path, 'package.json')}: ${fields} is missing or no text; it needs name and version.`,
    );
  }
  const { name, version } = read.data;
  return { folder, source, manifest: { name: name.replace(/^@[^/]*\//, ''), version } };
}

async function readText(folder: string, file: string): Promise<string> {
  try {
    return await readFile(join(folder, file), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw new UsageError(`${file} cannot be read: ${message}.`);
    throw new UsageError(
      `There is no ${file} in ${folder}: name the folder of a policy, or make one with apim policy init <name>.`,
    );
  }
}

/** The file of a policy that is named by itself or by its folder. */
export async function policyFile(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, 'policy.ts') : path;
}
