import type { RawAnswer } from './raw-http.ts';
import type { Recorded } from './shared.ts';

const masks: [RegExp, string][] = [
  [/"(created_at|updated_at|ttl)":\d[\d.]*/g, '"$1":0'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>'],
  [/"(key|secret|client_secret)":"[A-Za-z0-9]{32}"/g, '"$1":"<random>"'],
  [/"password":"[0-9a-f]{40}"/g, '"password":"<digest>"'],
  [/WyI[A-Za-z0-9]{40,}/g, '<offset>'],
];

const byText = (left: unknown, right: unknown): number =>
  JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;

/** Flattened errors come in the order of a table of Lua, which is none: here they are sorted. */
function sortFlattened(value: { flattened_errors?: unknown }): void {
  if (!Array.isArray(value.flattened_errors)) return;
  const faults = value.flattened_errors as { entity_type: string; entity: object; errors: object[] }[];
  for (const fault of faults) fault.errors.sort(byText);
  const key = ({ entity_type, entity }: (typeof faults)[number]): unknown => [
    entity_type,
    Object.entries(entity).sort(),
  ];
  faults.sort((left, right) => byText(key(left), key(right)));
}

function bodyOf(body: string): unknown {
  const masked = masks.reduce((text, [pattern, mask]) => text.replace(pattern, mask), body);
  try {
    const value = JSON.parse(masked) as { flattened_errors?: unknown };
    sortFlattened(value);
    return value;
  } catch {
    return masked;
  }
}

const stable = (headers: readonly [string, string][]): [string, string][] =>
  headers
    .filter(([name]) => !/^(date|content-length|x-kong-admin-latency|connection)$/i.test(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));

/** An answer of the Admin API in the form in which two runs can be compared: without times, random ids and generated secrets. */
export function comparableAdmin(answer: RawAnswer | Recorded['response']): unknown {
  return { status: answer.status, headers: stable(answer.headers), body: bodyOf(answer.body) };
}
