/**
 * A JSON value. A number that was read keeps the text that it arrived with (`1.10`, twenty digits) as long as the same number
 * stays at the same member of the same object or array; copied elsewhere it is written as JavaScript writes it. Members keep
 * their order, new ones follow; of a repeated name the last value counts, at the place of the first. An escaped half of a
 * surrogate pair reads as U+FFFD. What is nested over 100 deep or holds over 200,000 arrays and objects is not read, and
 * nothing nested deeper than 100 is written. Numbers that JSON has no text for are written as null.
 */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** JSON that is only read: a configuration, or a part of it, may be given. */
export type ReadonlyJson =
  | null
  | boolean
  | number
  | string
  | readonly ReadonlyJson[]
  | { readonly [key: string]: ReadonlyJson | undefined };

/** Who called; undefined without authentication. */
export interface HandlerConsumer {
  readonly id: string;
  readonly username: string | undefined;
  readonly customId: string | undefined;
}

/**
 * What every handler may read and use. Names of headers know no case. Texts are UTF-8. What an earlier handler, policy or
 * plugin changed of the request is what later ones read, in the phases of the answer too; method and path are the client's.
 *
 * An error ends `onEarlyRequest` and `onRequest` with 500 `{ "message": "The policy NAME failed" }`. In `onResponse` it
 * withholds the answer, as in `onResponseBody` (there after the headers were sent, so that the status stays).
 */
export interface HandlerContext {
  readonly request: RequestReader;
  readonly client: { address(this: void): string };
  readonly route: { name(this: void): string | undefined };
  consumer(this: void): HandlerConsumer | undefined;
  /** JSON that later phases of the same attachment read back for the same request; it ends with the request. */
  readonly state: StateTools;
  readonly json: JsonTools;
  readonly re: PatternTools;
  readonly hash: HashTools;
  readonly time: TimeTools;
  readonly text: TextTools;
  readonly log: LogTools;
}

export interface RequestReader {
  /** As the client sent it. */
  method(this: void): string;
  /** The path that the client asked for, normalised as Kong routed it, without the query. */
  path(this: void): string;
  /** The first value of a header; undefined when it is absent. */
  header(this: void, name: string): string | undefined;
  /** The first value of a query parameter, decoded; empty for a name without value. */
  query(this: void, name: string): string | undefined;
}

/** In `onEarlyRequest` (ahead of authentication: no consumer yet) and `onRequest` (last before the upstream). */
export interface RequestContext extends HandlerContext {
  readonly request: RequestWriter;
  readonly upstream: UpstreamChoice;
  /**
   * Answers at once, even inside of a `try`; nothing later runs, the answer's phases excepted. A text is sent as
   * `text/plain; charset=utf-8`, anything else as JSON (`application/json; charset=utf-8`), unless `headers` name a
   * Content-Type; without a body there is none. Throws for a status that is no whole number of 200 to 599, and for what
   * `setHeader` refuses. Written `return ctx.respond(…)`, it also tells the type checker that nothing follows.
   */
  respond(this: void, status: number, body?: ReadonlyJson, headers?: Readonly<Record<string, string>>): never;
}

export interface RequestWriter extends RequestReader {
  /** The body as text; undefined when there is none or it exceeds 8 MiB. */
  text(this: void): string | undefined;
  /** The body as JSON; undefined when it is none. Each call parses anew: what is changed counts only after `setJson`. */
  json(this: void): Json | undefined;
  /**
   * Replaces every value of the header. Throws when the name is no token of HTTP, when the value holds a control character
   * other than a tab, and for headers of the connection or the gateway's own: Connection, Content-Length, Expect,
   * Keep-Alive, Proxy-Connection, TE, Trailer, Transfer-Encoding, Upgrade, Via, X-Real-IP, and what begins with
   * X-Forwarded-, X-Consumer-, X-Credential-, X-Anonymous-, X-Kong- or X-Apim-. `Host` is what the upstream gets.
   */
  setHeader(this: void, name: string, value: string): void;
  /** Throws as `setHeader` does, and for Host. */
  removeHeader(this: void, name: string): void;
  /** Replaces every value of the query parameter, encoded. */
  setQuery(this: void, name: string, value: string): void;
  removeQuery(this: void, name: string): void;
  /** The path that the upstream gets, without the query. */
  upstreamPath(this: void): string;
  /** Throws unless it begins with `/` and holds neither `?`, `#` nor a control character. Bytes that may not stand in a path are encoded. */
  setUpstreamPath(this: void, path: string): void;
  /** Throws unless it is GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS. */
  setMethod(this: void, method: string): void;
  /** Content-Type stays as it is. */
  setText(this: void, body: string): void;
  /** Content-Type becomes `application/json`. */
  setJson(this: void, body: ReadonlyJson): void;
}

export interface UpstreamChoice {
  /**
   * Sends the request to one of the upstreams that the policy declares for its configuration, by name. A path of its address
   * comes ahead of the request's. Throws for a name that is not declared.
   */
  choose(this: void, name: string): void;
}

/** In `onResponse`: status and headers, ahead of the body. An error here withholds the answer. */
export interface ResponseContext extends HandlerContext {
  readonly response: ResponseWriter;
}

export interface ResponseReader {
  status(this: void): number;
  header(this: void, name: string): string | undefined;
}

export interface ResponseWriter extends ResponseReader {
  /** Throws for what is no whole number of 200 to 599. */
  setStatus(this: void, status: number): void;
  /**
   * Replaces every value of the header. Throws as the request's does, for Connection, Content-Length, Keep-Alive, Trailer,
   * Transfer-Encoding, Upgrade, Via and what begins with X-Kong-.
   */
  setHeader(this: void, name: string, value: string): void;
  /** Throws as `setHeader` does. */
  removeHeader(this: void, name: string): void;
}

/**
 * In `onResponseBody`: called once with the whole JSON body; what it returns is sent. Headers were sent before. It is not
 * called for HEAD, 204, 304 and empty bodies.
 */
export interface ResponseBodyContext extends HandlerContext {
  readonly response: ResponseReader;
}

/** Values are copied in and out: what is changed afterwards counts only after another `set`. */
export interface StateTools {
  get(this: void, key: string): Json | undefined;
  set(this: void, key: string, value: ReadonlyJson): void;
}

/**
 * Paths are `$.a.b`, `a[0].b`, `items[*].id`, `$['odd name']`; `[*]` means every element or member, `[0]` an element. A name
 * met on an array reaches into each element. An unreadable path throws; `$` alone is the value itself, which `set` and
 * `remove` leave (0).
 */
export interface JsonTools {
  /** Whether it is JSON's null; undefined is not. */
  isNull(this: void, value: Json | undefined): boolean;
  isArray(this: void, value: Json | undefined): value is Json[];
  isObject(this: void, value: Json | undefined): value is JsonObject;
  /** The first value at the path; undefined when there is none. */
  get(this: void, value: Json, path: string): Json | undefined;
  /** Replaces what is at the path, in place; a missing last member of an object is added. Gives how many were set. */
  set(this: void, value: Json, path: string, replacement: Json): number;
  /** Removes what is at the path, in place. Gives how many were removed. */
  remove(this: void, value: Json, path: string): number;
  /** Undefined for what is no JSON (RFC 8259, without a byte order mark). */
  parse(this: void, text: string): Json | undefined;
  /** Without white space. */
  stringify(this: void, value: ReadonlyJson): string;
}

/**
 * PCRE patterns given as literals or configuration, on code points; one that could stall the gateway is refused when it is
 * compiled. `\\d`, `\\w`, `\\s` and `\\b` are ASCII, `.` matches all but a line feed, `$` also ahead of a last line feed, a leading
 * `(?i)` ignores case. A pattern that cannot be read, or reaches the gateway's limits, throws.
 */
export interface PatternTools {
  test(this: void, text: string, pattern: string): boolean;
  /** The whole match and its groups (empty for one that took no part); undefined without a match. */
  match(this: void, text: string, pattern: string): string[] | undefined;
  /** Replaces each match by a text, taken literally. */
  replace(this: void, text: string, pattern: string, replacement: string): string;
}

/** Digests in lower-case hex. */
export interface HashTools {
  sha1(this: void, text: string): string;
  sha256(this: void, text: string): string;
  md5(this: void, text: string): string;
  hmacSha1(this: void, key: string, text: string): string;
  hmacSha256(this: void, key: string, text: string): string;
  /** An unsigned number of 32 bits. */
  crc32(this: void, text: string): number;
}

export interface TimeTools {
  /** Seconds since 1970, with fractions of a millisecond's precision. */
  now(this: void): number;
  /** Such as 2027-06-30T12:00:00Z, of seconds since 1970, whose fraction is dropped. Throws beyond 1970 to 9999. */
  iso(this: void, seconds: number): string;
  /** Such as Wed, 30 Jun 2027 12:00:00 GMT, likewise. */
  httpDate(this: void, seconds: number): string;
}

export interface TextTools {
  /** Code points, where `length` of a text in Lua would be bytes. */
  length(this: void, text: string): number;
  /** The first code points; none for a count below one, whose fraction is dropped. */
  start(this: void, text: string, count: number): string;
  /** The last code points, likewise. */
  end(this: void, text: string, count: number): string;
  /** With padding. */
  base64(this: void, text: string): string;
  /** Undefined when it is no base64 (the URL-safe alphabet included, padding as one likes) of UTF-8. */
  fromBase64(this: void, text: string): string | undefined;
}

/** Lines of the gateway's own log. Never log secrets. */
export interface LogTools {
  debug(this: void, message: string): void;
  info(this: void, message: string): void;
  warn(this: void, message: string): void;
  error(this: void, message: string): void;
}

/** A configuration as handlers see it. */
export type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** The functions of a policy that run for each request: in Node as they are, on the gateway as translated Lua. */
export interface Handlers<Configuration> {
  /** Ahead of authentication. */
  onEarlyRequest?(this: void, context: RequestContext, configuration: DeepReadonly<Configuration>): void;
  /** After every plugin of the request, the consumer known. */
  onRequest?(this: void, context: RequestContext, configuration: DeepReadonly<Configuration>): void;
  onResponse?(this: void, context: ResponseContext, configuration: DeepReadonly<Configuration>): void;
  /**
   * Gets an answer's JSON body and gives the one to send. Answers that are no JSON, compressed, partial or over 8 MiB are
   * withheld: the client gets `{ "message": "The answer was withheld by policy: it could not be read" }`, with 502 in place
   * of a success where status and headers already tell.
   */
  onResponseBody?(
    this: void,
    context: ResponseBodyContext,
    configuration: DeepReadonly<Configuration>,
    body: Json,
  ): Json;
}
