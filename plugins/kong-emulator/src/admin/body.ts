import type { IncomingMessage } from 'node:http';
import { nginxPage } from '../exchange/error-pages.ts';
import { plain } from '../store/kong-error.ts';
import type { Json, Row } from '../schema/field.ts';

const limit = 10 * 1024 * 1024;

/** An answer that nginx gives in front of Kong: a page of HTML. */
export class NginxError extends Error {
  readonly status: number;
  readonly page: string;

  constructor(status: number, title: string) {
    super(title);
    this.status = status;
    this.page = nginxPage(status).body;
  }
}

/** The whole body, 10 MB at most as Kong's default says. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    throw new NginxError(413, 'Request Entity Too Large');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new NginxError(413, 'Request Entity Too Large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Puts a form's `config.key_names[1]` or `tags[]` into place. */
function place(target: Row, path: string, value: Json): void {
  const parts = path.split('.').flatMap((part) => {
    const match = /^([^[]*)((?:\[[^\]]*\])*)$/.exec(part);
    const indexes = [...(match?.[2] ?? '').matchAll(/\[([^\]]*)\]/g)].map((found) => `[${found[1] ?? ''}`);
    return [match?.[1] ?? part, ...indexes];
  });
  let here: Row | Json[] = target;
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    const isIndex = part.startsWith('[');
    const next: Json = last ? value : parts[index + 1]?.startsWith('[') ? [] : {};
    if (Array.isArray(here)) {
      const at = isIndex && /^\[\d+$/.test(part) ? Number(part.slice(1)) - 1 : here.length;
      here[at] = last ? value : (here[at] ?? next);
      here = here[at] as Row;
    } else {
      const key = isIndex ? part.slice(1) : part;
      if (last && here[key] !== undefined && Array.isArray(here[key])) here[key].push(value);
      else if (last && here[key] !== undefined) here[key] = [here[key], value];
      else here[key] = last ? value : (here[key] ?? next);
      here = here[key] as Row;
    }
  });
}

function multipart(body: string, boundary: string): [string, string][] {
  return body.split(`--${boundary}`).flatMap((part) => {
    const split = part.indexOf('\r\n\r\n') >= 0 ? '\r\n\r\n' : '\n\n';
    const [head = '', ...rest] = part.split(split);
    const name = /name="([^"]*)"/.exec(head)?.[1];
    return name === undefined ? [] : [[name, rest.join(split).replace(/\r?\n$/, '')] as [string, string]];
  });
}

/** A request's arguments by its content type; form values are texts, to be read by the schema. */
export function parseBody(type: string | undefined, body: Buffer): { values: Row; isForm: boolean } {
  const media = (type ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (media === 'application/json') {
    let value: Json;
    try {
      value = JSON.parse(body.toString()) as Json;
    } catch {
      throw plain(400, 'Cannot parse JSON body');
    }
    if (typeof value !== 'object' || value === null) throw plain(400, 'Cannot parse JSON body');
    if (Array.isArray(value)) throw plain(500, 'An unexpected error occurred');
    return { values: value, isForm: false };
  }
  const values: Row = {};
  if (media === 'application/x-www-form-urlencoded') {
    for (const [key, value] of new URLSearchParams(body.toString())) place(values, key, value);
    return { values, isForm: true };
  }
  if (media === 'multipart/form-data') {
    const boundary = /boundary="?([^";]+)/.exec(type ?? '')?.[1] ?? '';
    for (const [key, value] of multipart(body.toString(), boundary)) place(values, key, value);
    return { values, isForm: true };
  }
  if (body.length > 0) throw new NginxError(415, 'Unsupported Media Type');
  return { values, isForm: true };
}
