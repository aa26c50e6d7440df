import { parseDuration } from '../duration.ts';
import type { HttpAnswer, HttpCall, Tags } from '../messages.ts';
import { Response, type ResponseType } from './response.ts';
import { thread } from './thread.ts';

type Body = string | ArrayBuffer | Record<string, string> | null;
type Expectation = (status: number) => boolean;

interface Params {
  headers?: Record<string, string>;
  tags?: Tags;
  timeout?: string | number;
  redirects?: number;
  responseType?: ResponseType;
  responseCallback?: Expectation | null;
}

interface Prepared {
  call: HttpCall;
  params: Params;
}

const knownParams = ['headers', 'tags', 'timeout', 'redirects', 'responseType', 'responseCallback'];
let defaultExpectation: Expectation | null = (status) => status >= 200 && status < 400;

/** Which statuses count as success in `http_req_failed`. */
export function expectedStatuses(...statuses: (number | { min: number; max: number })[]): Expectation {
  return (status) =>
    statuses.some((one) =>
      typeof one === 'number' ? one === status : status >= one.min && status <= one.max,
    );
}

/** Sets what counts as success where a request does not say; null measures no failures. */
export function setResponseCallback(expectation: Expectation | null): void {
  defaultExpectation = expectation;
}

function prepare(method: string, url: string, body?: Body, given?: Params | null): Prepared {
  const params = given ?? {};
  const unknown = Object.keys(params).find((name) => !knownParams.includes(name));
  if (unknown) throw new Error(`The parameter ${unknown} of a request is not part of this runner.`);
  if (params.redirects) throw new Error('This runner follows no redirects: set redirects to 0.');
  const isForm = typeof body === 'object' && body !== null && !(body instanceof ArrayBuffer);
  const headers = {
    'User-Agent': 'apim-load-tests',
    ...(isForm ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
    ...params.headers,
  };
  const content = isForm
    ? new URLSearchParams(body).toString()
    : body instanceof ArrayBuffer
      ? new Uint8Array(body)
      : (body ?? null);
  const timeoutMs = parseDuration(params.timeout ?? '60s', 'timeout');
  return { call: { method: method.toUpperCase(), url, headers, body: content, timeoutMs }, params };
}

function measure({ call, params }: Prepared, answer: HttpAnswer): Response {
  const response = new Response(call, answer, params.responseType ?? 'text');
  if ([301, 302, 303, 307, 308].includes(answer.status) && params.redirects === undefined)
    thread.warnOnce(
      `${call.url} redirects, and this runner follows no redirects as k6 would: set redirects or maxRedirects to 0.`,
    );
  const expectation = params.responseCallback === undefined ? defaultExpectation : params.responseCallback;
  const isExpected = expectation?.(answer.status) ?? true;
  const tags: Tags = {
    name: call.url,
    url: call.url,
    method: call.method,
    status: String(answer.status),
    expected_response: String(isExpected),
    ...params.tags,
  };
  thread.emit('http_reqs', 1, tags);
  thread.emit('http_req_duration', response.timings.duration, tags);
  thread.emit('http_req_blocked', response.timings.blocked, tags);
  thread.emit('http_req_waiting', response.timings.waiting, tags);
  thread.emit('http_req_receiving', response.timings.receiving, tags);
  if (expectation) thread.emit('http_req_failed', isExpected ? 0 : 1, tags);
  thread.emit('data_received', answer.body.byteLength, tags);
  thread.emit('data_sent', call.body === null ? 0 : Buffer.byteLength(call.body), tags);
  return response;
}

function send(prepared: Prepared[]): Response[] {
  const answers = thread.call(prepared.map(({ call }) => call));
  return prepared.map((one, index) => measure(one, answers[index]!));
}

/** Sends one request and waits for its answer; status 0 and `error` when there is none. */
export function request(method: string, url: string, body?: Body, params?: Params | null): Response {
  return send([prepare(method, url, body, params)])[0]!;
}

export const get = (url: string, params?: Params | null): Response => request('GET', url, null, params);
export const head = (url: string, params?: Params | null): Response => request('HEAD', url, null, params);

const withBody =
  (method: string) =>
  (url: string, body?: Body, params?: Params | null): Response =>
    request(method, url, body, params);
export const post = withBody('POST');
export const put = withBody('PUT');
export const patch = withBody('PATCH');
export const del = withBody('DELETE');
export const options = withBody('OPTIONS');

type BatchItem =
  | string
  | [string, string, Body?, (Params | null)?]
  | { method: string; url: string; body?: Body; params?: Params };

const prepareItem = (item: BatchItem): Prepared => {
  if (typeof item === 'string') return prepare('GET', item);
  return Array.isArray(item) ? prepare(...item) : prepare(item.method, item.url, item.body, item.params);
};

/** Sends requests at once, and answers in the form of what it was given: a list or named responses. */
export function batch(items: BatchItem[] | Record<string, BatchItem>): Response[] | Record<string, Response> {
  const responses = send(Object.values(items).map(prepareItem));
  if (Array.isArray(items)) return responses;
  return Object.fromEntries(Object.keys(items).map((name, index) => [name, responses[index]!]));
}

const http = {
  request,
  get,
  head,
  post,
  put,
  patch,
  del,
  options,
  batch,
  expectedStatuses,
  setResponseCallback,
};

/** `http` of k6; a part that this runner does not have is refused by name. */
export default new Proxy(http, {
  get(target, name) {
    if (!(name in target)) throw new Error(`http.${String(name)} is not part of this runner.`);
    return target[name as keyof typeof target];
  },
});
