import { parseArguments } from '../exchange/query.ts';
import type { Json } from '../schema/field.ts';

/** The bytes of a text as Lua has it: one character a byte. */
export const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'latin1');

/** A text of Lua's, read as UTF-8. */
export const fromBytes = (text: string | undefined): string => bytes(text).toString('utf8');

/** A text as Lua has it: its UTF-8, one character a byte. */
export const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Texts that Lua gave as a JSON list. */
export const listOf = (json: string | undefined): string[] =>
  (JSON.parse(json ?? '[]') as Json[]).map(String);

/** One value as JSON: a text, a list where there are several, null where there is none. */
export function oneOrMany(values: readonly string[]): string {
  return JSON.stringify(values.length === 0 ? null : values.length === 1 ? values[0] : values);
}

/** Arguments as the JSON of a Lua table of byte strings. */
export function argumentsJson(query: string | undefined, most?: number): string {
  const out = Object.fromEntries(
    [...parseArguments(query, most)].map(([name, values]) => {
      const list = values.map((value): Json => (value === true ? true : toBytes(value)));
      return [toBytes(name), list.length === 1 ? (list[0] ?? null) : list];
    }),
  );
  return JSON.stringify(out);
}
