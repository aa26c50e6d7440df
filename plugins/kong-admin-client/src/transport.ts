import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { KongAdminError, errorFromAnswer, type EntityRef } from './errors.ts';
import { createLimit } from './limit.ts';
import { delayBefore, isTransient } from './retry.ts';

/** How to reach an Admin API. */
export interface TransportOptions {
  /** `http(s)://host:port[/prefix]`; redirects are never followed. */
  adminUrl: string;
  /** Sent as `Authorization: Bearer …`. */
  token?: string;
  /** Sent with each request, for a gateway behind another scheme of authentication. */
  headers?: Readonly<Record<string, string>>;
  /** For one try, from sending to the last byte. Default 30,000. */
  timeoutMs?: number;
  /** Requests at once. Default 10: on Kong 3.9.3 more brings little. */
  concurrency?: number;
  /** Tries after the first, for 429, 5xx, timeouts and reset connections alone. Default 4. */
  retries?: number;
  /** The first back-off; it doubles with each try, up to 5,000, with full jitter. Default 100. */
  backoffMs?: number;
  /** The largest answer accepted, in bytes. Default 64 MiB: a page of 1,000 function plugins is large. */
  maxResponseBytes?: number;
}

/** One request; `body` is sent as JSON. */
export interface AdminRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  entity?: EntityRef;
  signal?: AbortSignal;
}

/** Sends requests, retries what may pass by itself, and gives the parsed body or throws a KongAdminError. */
export interface Transport {
  send(request: AdminRequest): Promise<unknown>;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  retryAfter?: string;
  body: unknown;
}

/** Connects lazily: making a transport sends nothing. */
export function createTransport(options: TransportOptions): Transport {
  const base = new URL(options.adminUrl);
  const { timeoutMs = 30_000, concurrency = 10, retries = 4, backoffMs = 100 } = options;
  const maxBytes = options.maxResponseBytes ?? 64 * 1024 * 1024;
  const pool = new Pool(base.origin, { connections: concurrency, connect: { timeout: timeoutMs } });
  const limit = createLimit(concurrency);
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (options.token) headers.authorization = `Bearer ${options.token}`;

  async function attempt(request: AdminRequest, payload: string | undefined): Promise<Answer> {
    const deadline = AbortSignal.timeout(timeoutMs);
    const {
      statusCode,
      headers: answered,
      body,
    } = await pool.request({
      method: request.method,
      path: pathOf(base, request),
      headers: payload === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: payload,
      signal: request.signal ? AbortSignal.any([deadline, request.signal]) : deadline,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) {
        body.destroy();
        throw new KongAdminError('unexpected', `The answer is larger than ${maxBytes} bytes.`, {
          entity: request.entity,
        });
      }
      chunks.push(chunk);
    }
    const retryAfter = answered['retry-after'];
    return {
      status: statusCode,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      body: parse(Buffer.concat(chunks).toString('utf8'), statusCode, request),
    };
  }

  async function send(request: AdminRequest): Promise<unknown> {
    const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
    for (let tried = 0; ; tried += 1) {
      let failure: KongAdminError;
      let retryAfter: string | undefined;
      try {
        const answer = await limit(() => attempt(request, payload));
        if (answer.status < 300) return answer.body;
        failure = errorFromAnswer(answer.status, answer.body, request.entity);
        retryAfter = answer.retryAfter;
      } catch (error) {
        failure = fromNetwork(error, request, base);
      }
      if (tried >= retries || !isTransient(failure)) throw failure;
      await sleep(delayBefore(tried, backoffMs, retryAfter), undefined, { signal: request.signal }).catch(
        () => {
          throw aborted(request);
        },
      );
    }
  }

  return { send, close: () => pool.destroy() };
}

function pathOf(base: URL, request: AdminRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) search.set(name, String(value));
  return `${base.pathname.replace(/\/$/, '')}${request.path}${search.size > 0 ? `?${search}` : ''}`;
}

function parse(text: string, status: number, request: AdminRequest): unknown {
  if (status >= 300 && status < 400)
    throw new KongAdminError(
      'unexpected',
      `Answered with a redirect (${status}), which is not followed; give the Admin API's own address.`,
      { status, entity: request.entity },
    );
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Proxies in front of an Admin API answer errors as HTML; their status says enough.
    if (status >= 400) return undefined;
    throw new KongAdminError('unexpected', 'The answer is not JSON; is this an Admin API?', {
      status,
      cause,
      entity: request.entity,
    });
  }
}

function aborted(request: AdminRequest): KongAdminError {
  return new KongAdminError('aborted', 'Stopped by the caller.', { entity: request.entity });
}

function fromNetwork(error: unknown, request: AdminRequest, base: URL): KongAdminError {
  if (error instanceof KongAdminError) return error;
  if (request.signal?.aborted) return aborted(request);
  const cause = error as Error & { code?: string };
  return new KongAdminError(
    'unreachable',
    `${request.method} ${request.path} at ${base.host}: ${cause.name === 'TimeoutError' ? 'no answer in time' : cause.message}`,
    { cause, entity: request.entity },
  );
}
