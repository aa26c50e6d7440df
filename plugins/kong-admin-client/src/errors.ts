import type { EntityKind } from './entities.ts';

/**
 * What went wrong, by what the caller can do about it: `unreachable` (no answer in time), `unavailable`
 * (429 or 5xx to the last try), `unauthorized`, `not-found`, `refused` (Kong's schema or foreign keys
 * say no), `conflict` (a unique value or an id is taken), `unsupported` (not in this mode, version or
 * plugin list), `unexpected` (a redirect, no JSON, too large: probably no Admin API), `aborted`.
 */
export type KongAdminErrorKind =
  | 'unreachable'
  | 'unavailable'
  | 'unauthorized'
  | 'not-found'
  | 'refused'
  | 'conflict'
  | 'unsupported'
  | 'unexpected'
  | 'aborted';

/** The entity that a request was about. */
export interface EntityRef {
  kind: EntityKind;
  id: string;
  name?: string;
}

/** One entry of Kong's `flattened_errors`. */
export interface FlattenedError {
  entity_type: string;
  entity_id?: string;
  entity_name?: string;
  entity_tags?: string[];
  errors: { type: 'field' | 'entity'; field?: string; message: string }[];
}

interface Details {
  status?: number;
  code?: number;
  name?: string;
  fields?: Record<string, unknown>;
  flattened?: FlattenedError[];
  entity?: EntityRef;
  cause?: unknown;
}

/** Every failure of the Admin API. `code`, `name`, `fields` and the message are Kong's own where it gave them. */
export class KongAdminError extends Error {
  readonly kind: KongAdminErrorKind;
  readonly status?: number;
  /** Kong's number of the error, as 2 for a schema violation. */
  readonly code?: number;
  /** Kong's violations by field; `@entity` holds those of the whole. */
  readonly fields?: Record<string, unknown>;
  readonly flattened?: FlattenedError[];
  readonly entity?: EntityRef;

  constructor(kind: KongAdminErrorKind, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.name = details.name ?? 'KongAdminError';
    this.status = details.status;
    this.code = details.code;
    this.fields = details.fields;
    this.flattened = details.flattened;
    this.entity = details.entity;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Stands for the value of a credential in Kong's texts. */
export const REDACTED = '[redacted]';

/** Reads an answer of 400 and above (shapes: Kong 3.9.3), keeping Kong's texts; a key's value is hidden. */
export function errorFromAnswer(status: number, body: unknown, entity?: EntityRef): KongAdminError {
  const answer = isRecord(body) ? body : {};
  const code = typeof answer.code === 'number' ? answer.code : undefined;
  const hide = entity?.kind === 'keyauth_credential';
  const message = typeof answer.message === 'string' ? answer.message : `The Admin API answered ${status}.`;
  const fields = isRecord(answer.fields) ? answer.fields : undefined;
  return new KongAdminError(
    kindOf(status, code, message),
    hide ? message.replace(/key="[^"]*"/g, `key="${REDACTED}"`) : message,
    {
      status,
      code,
      name: typeof answer.name === 'string' ? answer.name : undefined,
      fields: hide && fields && 'key' in fields && code === 5 ? { ...fields, key: REDACTED } : fields,
      flattened: Array.isArray(answer.flattened_errors) ? answer.flattened_errors : undefined,
      entity,
    },
  );
}

function kindOf(status: number, code: number | undefined, message: string): KongAdminErrorKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 405 || code === 12) return 'unsupported';
  if (status === 400 && /only available when Kong is configured/.test(message)) return 'unsupported';
  if (status === 409 || code === 3 || code === 5) return 'conflict';
  if (status === 429 || status >= 500) return 'unavailable';
  if (status === 408) return 'unreachable';
  return status >= 400 ? 'refused' : 'unexpected';
}
