import type {
  HandlerContext,
  Json,
  RequestContext,
  RequestReader,
  ResponseBodyContext,
  ResponseContext,
  ResponseReader,
} from '../handler/context.ts';
import { bodyOf, maxBodyBytes, ownAnswer, type Answer, type Exchange, type LogLevel } from './exchange.ts';
import { checkRequestHeader, checkResponseHeader, checkStatus } from './header-checks.ts';
import { jsonTools } from './json-path.ts';
import { parseJson, writeJson } from './json-text.ts';
import { patternTools } from './patterns.ts';
import { escapedPath } from './request-path.ts';
import { hashTools, textTools, timeTools } from './tools.ts';

/** What a gateway knows beside the request. */
export interface Surroundings {
  readonly clientAddress: string;
  readonly route: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Addresses of the upstreams that handlers may choose, by name. */
  readonly upstreams: Readonly<Record<string, string>>;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function requestReader(exchange: Exchange): RequestReader {
  return {
    method: () => exchange.method,
    path: () => exchange.path,
    header: (name) => exchange.headers.get(name),
    query: (name) => exchange.query.get(name),
  };
}

/** The part of every context. */
function handlerContext(exchange: Exchange, around: Surroundings): HandlerContext {
  const log = (level: LogLevel) => (message: string) => void exchange.logs.push({ level, message });
  return {
    request: requestReader(exchange),
    client: { address: () => around.clientAddress },
    route: { name: () => around.route },
    consumer: () => exchange.consumer,
    state: {
      get: (key) => {
        const text = exchange.state.get(key);
        return text === undefined ? undefined : parseJson(text);
      },
      set: (key, value) => void exchange.state.set(key, writeJson(value)),
    },
    json: jsonTools,
    re: patternTools,
    hash: hashTools,
    time: timeTools(around.now),
    text: textTools,
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
  };
}

/** `respond` hands its answer to `end`, which throws. */
export function requestContext(
  exchange: Exchange,
  around: Surroundings,
  end: (answer: Answer) => never,
): RequestContext {
  const text = (): string | undefined =>
    exchange.body.length === 0 || exchange.body.length > maxBodyBytes ? undefined : exchange.body.toString();
  return {
    ...handlerContext(exchange, around),
    request: {
      ...requestReader(exchange),
      text,
      json: () => {
        const body = text();
        return body === undefined ? undefined : parseJson(body);
      },
      setHeader: (name, value) => {
        checkRequestHeader(name, value);
        if (name.toLowerCase() === 'host') exchange.host = value;
        else exchange.headers.set(name, value);
      },
      removeHeader: (name) => {
        checkRequestHeader(name);
        if (name.toLowerCase() === 'host') throw new Error('Host cannot be removed; set another one');
        exchange.headers.remove(name);
      },
      setQuery: (name, value) => exchange.query.set(name, value),
      removeQuery: (name) => exchange.query.remove(name),
      upstreamPath: () => exchange.upstreamPath,
      setUpstreamPath: (path) => {
        if (!/^\/[ -"$->@-~\u0080-\uffff]*$/.test(path)) {
          throw new Error(
            'the path of the upstream must begin with / and hold neither ?, # nor a control character',
          );
        }
        exchange.upstreamPath = escapedPath(path);
      },
      setMethod: (method) => {
        if (!methods.includes(method)) throw new Error(`the method must be one of ${methods.join(', ')}`);
        exchange.upstreamMethod = method;
      },
      setText: (body) => void (exchange.body = Buffer.from(body)),
      setJson: (body) => {
        exchange.body = Buffer.from(writeJson(body));
        exchange.headers.set('Content-Type', 'application/json');
      },
    },
    upstream: {
      choose: (name) => {
        const address = Object.hasOwn(around.upstreams, name) ? around.upstreams[name] : undefined;
        if (address === undefined) {
          throw new Error(`the policy declares no upstream "${name}"; add it to upstreams`);
        }
        exchange.choose(name, new URL(address).pathname.replace(/\/+$/, ''));
      },
    },
    respond: (status, body, headers = {}) => {
      checkStatus(status);
      for (const [name, value] of Object.entries(headers)) checkResponseHeader(name, value);
      return end(ownAnswer(status, bodyOf(body, writeJson), headers));
    },
  };
}

function responseReader(answer: Answer): ResponseReader {
  return { status: () => answer.status, header: (name) => answer.headers.get(name) };
}

export function responseContext(exchange: Exchange, around: Surroundings, answer: Answer): ResponseContext {
  return {
    ...handlerContext(exchange, around),
    response: {
      ...responseReader(answer),
      setStatus: (status) => {
        checkStatus(status);
        answer.status = status;
      },
      setHeader: (name, value) => {
        checkResponseHeader(name, value);
        answer.headers.set(name, value);
      },
      removeHeader: (name) => {
        checkResponseHeader(name);
        answer.headers.remove(name);
      },
    },
  };
}

export function responseBodyContext(
  exchange: Exchange,
  around: Surroundings,
  answer: Answer,
): ResponseBodyContext {
  return { ...handlerContext(exchange, around), response: responseReader(answer) };
}

/** A context whose every function first calls `check`. */
export function guarded<Context extends object>(context: Context, check: () => void): Context {
  return Object.fromEntries(
    Object.entries(context).map(([name, member]: [string, unknown]) => {
      if (typeof member !== 'function') return [name, guarded(member as object, check)];
      const run = member as (...given: Json[]) => unknown;
      return [
        name,
        (...given: Json[]) => {
          check();
          return run(...given);
        },
      ];
    }),
  ) as Context;
}
