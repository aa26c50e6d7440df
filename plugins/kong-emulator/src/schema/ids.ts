import { v5 } from 'uuid';

/** Whether a text is a UUID in Kong's eyes. */
export const isUuid = (text: string): boolean =>
  /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text);

// From kong/db/schema/others/declarative_config.lua of 3.9: the namespace of generated ids.
const declarative = 'fd02801f-0957-4a15-a55a-c8d9606f30b5';
const spaces = new Map<string, string>();

/** The id that DB-less mode gives to an entity that has none: a UUIDv5 of its key under its table's name. */
export function declarativeId(table: string, key: string): string {
  let space = spaces.get(table);
  if (space === undefined) {
    space = v5(table, declarative);
    spaces.set(table, space);
  }
  return v5(key, space);
}
