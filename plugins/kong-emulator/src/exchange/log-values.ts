import type { Json, Row } from '../schema/field.ts';

/** A value for log entries at a path like `request.headers.x`; undefined takes what is there away. */
export interface LogValue {
  path: string;
  value: Json | undefined;
  /** `add` leaves alone what is there; `replace` changes nothing but what is there. */
  mode: 'set' | 'add' | 'replace';
}

/** Puts a value into an entry, as kong.log.set_serialize_value does. */
export function placeLogValue(entry: Row, { path, value, mode }: LogValue): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let here: Row = entry;
  for (const key of keys) {
    const next = Object.hasOwn(here, key) ? here[key] : undefined;
    const isRow = typeof next === 'object' && next !== null && !Array.isArray(next);
    const record: Row = isRow ? { ...next } : {};
    here[key] = record;
    here = record;
  }
  const isThere = Object.hasOwn(here, last);
  if ((mode === 'add' && isThere) || (mode === 'replace' && !isThere)) return;
  if (value === undefined) Reflect.deleteProperty(here, last);
  else here[last] = value;
}
