import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { entityKinds, kinds, type EntityKind } from '../src/index.ts';
import type { EntitySchema } from '../src/schema.ts';

/** Recordings of a real Kong 3.9.3, kept beside the repository and read in place. */
const folder = new URL('../../../../shared/kong/', import.meta.url);

/** Whether the recordings are there; suites that need them say so in their names when they are not. */
export const recordingsPresent = existsSync(folder);

export function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as T;
}

export interface Exchange {
  request: { method: string; target: string; body?: string };
  response: { status: number; body: string; json?: Record<string, unknown> };
}

/** A recorded request and its answer, by file name. */
export const errorShape = (name: string): Exchange => read(`error-shapes/${name}.json`);

/** All recorded exchanges by name. */
export function errorShapes(): [string, Exchange][] {
  return readdirSync(new URL('error-shapes/', folder)).map((file) => {
    const name = file.replace(/\.json$/, '');
    return [name, errorShape(name)];
  });
}

/** The schemas of all kinds that this package knows. */
export function recordedKindSchemas(): { [K in EntityKind]: EntitySchema } {
  return Object.fromEntries(
    entityKinds.map((kind) => [kind, read<EntitySchema>(`schemas/${kinds[kind].collection}.json`)]),
  ) as { [K in EntityKind]: EntitySchema };
}

/** The schemas of all bundled plugins. */
export function recordedPluginSchemas(): Record<string, EntitySchema> {
  const files = readdirSync(new URL('schemas/plugins/', folder));
  return Object.fromEntries(
    files.map((file) => [file.replace(/\.json$/, ''), read<EntitySchema>(`schemas/plugins/${file}`)]),
  );
}
