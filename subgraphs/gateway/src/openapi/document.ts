/** What a document looks like once parsed: plain JSON values, owned keys only. */
export type JsonObject = { [key: string]: unknown };

/** One operation of a document. */
export interface DocumentOperation {
  /** `METHOD path`, what an operation is known by across versions of a document. */
  key: string;
  /** Upper case. */
  method: string;
  /** As the document has it, such as `/customers/{id}`. */
  path: string;
  operationId?: string;
  summary?: string;
  deprecated: boolean;
}

/** An OpenAPI or Swagger document that was read, checked and found usable. */
export interface ReadDocument {
  document: JsonObject;
  format: 'JSON' | 'YAML';
  /** `info.version`. */
  version: string;
  /** `openapi` or `swagger`, such as 3.1.0. */
  specification: string;
  title: string;
  description?: string;
  operations: DocumentOperation[];
  /** Server addresses with their variables filled in, in the document's order; some may be relative. */
  servers: string[];
  /** Sentences on what was accepted, but will not work as someone may expect. */
  warnings: string[];
}

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Own values only, so that no key of a document reaches a prototype. */
export function ownValue(object: unknown, key: string): unknown {
  return object !== null && typeof object === 'object' && Object.hasOwn(object, key)
    ? (object as JsonObject)[key]
    : undefined;
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A JSON pointer (RFC 6901) from its parts. */
export const pointerOf = (parts: readonly (string | number)[]): string =>
  `#${parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
