import type { ErrorPath } from '../errors.ts';

type Json = Record<string, unknown>;

/** Where in the response a step of the plan works: the objects at `path`, `@` standing for each item of a list. */
export interface Cursor {
  path: readonly string[];
  objects: Json[];
  root: Json;
}

export const rootCursor = (root: Json): Cursor => ({ path: [], objects: [root], root });

/** The objects below a cursor; undefined when there is none. */
export function moveInto(cursor: Cursor, path: readonly (string | number)[]): Cursor | undefined {
  const objects: Json[] = [];
  for (const object of cursor.objects) collect(object, path, 0, objects);
  if (objects.length === 0) return undefined;
  return { path: [...cursor.path, ...path.map(String)], objects, root: cursor.root };
}

function collect(value: unknown, path: readonly (string | number)[], at: number, objects: Json[]): void {
  if (value === null || value === undefined) return;
  if (at === path.length) {
    if (Array.isArray(value)) for (const item of value) collect(item, path, at, objects);
    else objects.push(value as Json);
    return;
  }
  const key = path[at] as string;
  if (key === '@') {
    if (Array.isArray(value)) for (const item of value) collect(item, path, at + 1, objects);
  } else if (typeof value === 'object' && Object.hasOwn(value, key)) {
    collect((value as Json)[key], path, at + 1, objects);
  }
}

/** The place in the response of each object at a cursor, in the cursor's order. */
export function placesOf({ path, root }: Cursor): ErrorPath[] {
  const places: ErrorPath[] = [];
  walk(root, path, 0, [], places);
  return places;
}

function walk(
  value: unknown,
  path: readonly string[],
  at: number,
  place: ErrorPath,
  places: ErrorPath[],
): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    const next = path[at] === '@' ? at + 1 : at;
    value.forEach((item, index) => walk(item, path, next, [...place, index], places));
  } else if (at === path.length) {
    places.push(place);
  } else if (typeof value === 'object' && Object.hasOwn(value, path[at] as string)) {
    const key = path[at] as string;
    walk((value as Json)[key], path, at + 1, [...place, key], places);
  }
}
