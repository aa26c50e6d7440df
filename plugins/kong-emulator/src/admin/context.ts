import type { IncomingHttpHeaders } from 'node:http';
import type { Gateway } from '../gateway.ts';
import type { Json, Row } from '../schema/field.ts';

/** One call of the Admin API. */
export interface AdminCall {
  gateway: Gateway;
  method: string;
  /** Decoded segments of the path. */
  segments: readonly string[];
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Its answer: JSON, else a text of another type, else nothing. */
export interface AdminAnswer {
  status: number;
  body?: Json;
  text?: { type: string; body: string };
  headers?: Record<string, string>;
}

/** What one path can do, by method. */
export type Methods = Partial<
  Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', (call: AdminCall) => AdminAnswer>
>;

/** A row or list as a success. */
export const ok = (body: Row, status = 200): AdminAnswer => ({ status, body });
