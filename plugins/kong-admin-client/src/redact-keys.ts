import type { EntitySet } from './entities.ts';
import { KongAdminError, REDACTED } from './errors.ts';
import { isRecord } from './fill.ts';

/** Takes the keys of a desired state's key-auth credentials, which Kong quotes, out of a text. */
export type Redact = (text: string) => string;

/** Longer keys go first, for a key may be a part of another. */
export function redactKeysOf({ keyauth_credential: credentials = [] }: EntitySet): Redact {
  const keys = credentials.flatMap(({ key }) => key || []).sort((left, right) => right.length - left.length);
  return (text) => keys.reduce((rest, key) => rest.replaceAll(key, REDACTED), text);
}

/** The same for a name or an id, which only goes as a whole: a short key must not garble those of others. */
export function redactLabel(label: string, redact: Redact): string {
  return redact(label) === REDACTED ? REDACTED : label;
}

/** The same failure with everything that Kong said redacted; it calls credentials by their key. */
export function redactError(error: KongAdminError, redact: Redact): KongAdminError {
  const { kind, message, status, code, name, fields, flattened, entity, cause } = error;
  return new KongAdminError(kind, redact(message), {
    status,
    code,
    name,
    fields: redactIn(fields, redact),
    flattened: redactIn(flattened, redact),
    entity,
    cause,
  });
}

function redactIn<T>(value: T, redact: Redact): T {
  const inner = (each: unknown): unknown => {
    if (typeof each === 'string') return redact(each);
    if (Array.isArray(each)) return each.map(inner);
    if (!isRecord(each)) return each;
    return Object.fromEntries(
      Object.entries(each).map(([name, item]) => [redactLabel(name, redact), inner(item)]),
    );
  };
  return inner(value) as T;
}
