/** A JSON value. Inside of a handler numbers keep the text that they arrived with until they are replaced. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** Who called; undefined without authentication. */
export interface HandlerConsumer {
  readonly id: string;
  readonly username: string | undefined;
  readonly customId: string | undefined;
}

/** What every handler may read and use. Names of headers know no case. Texts are UTF-8. */
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
  /** Answers at once; nothing later runs, the answer's phases excepted. Objects and arrays are sent as JSON. */
  respond(this: void, status: number, body?: Json, headers?: Readonly<Record<string, string>>): never;
}

export interface RequestWriter extends RequestReader {
  /** The body as text; undefined when there is none or it exceeds 8 MiB. */
  text(this: void): string | undefined;
  /** The body as JSON; undefined when it is none. Each call parses anew: what is changed counts only after `setJson`. */
  json(this: void): Json | undefined;
  /** Replaces every value of the header. */
  setHeader(this: void, name: string, value: string): void;
  removeHeader(this: void, name: string): void;
  /** Replaces every value of the query parameter. */
  setQuery(this: void, name: string, value: string): void;
  removeQuery(this: void, name: string): void;
  /** The path that the upstream gets, without the query. */
  upstreamPath(this: void): string;
  setUpstreamPath(this: void, path: string): void;
  setMethod(this: void, method: string): void;
  setText(this: void, body: string): void;
  setJson(this: void, body: Json): void;
}

export interface UpstreamChoice {
  /** Sends the request to one of the upstreams that the policy declares for its configuration, by name. */
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
  setStatus(this: void, status: number): void;
  setHeader(this: void, name: string, value: string): void;
  removeHeader(this: void, name: string): void;
}

/** In `onResponseBody`: called once with the whole JSON body; what it returns is sent. Headers were sent before. */
export interface ResponseBodyContext extends HandlerContext {
  readonly response: ResponseReader;
}

export interface StateTools {
  get(this: void, key: string): Json | undefined;
  set(this: void, key: string, value: Json): void;
}

/** Paths are `$.a.b`, `a[0].b`, `items[*].id`, `$['odd name']`. A name met on an array reaches into each element. */
export interface JsonTools {
  isNull(this: void, value: Json | undefined): boolean;
  isArray(this: void, value: Json | undefined): value is Json[];
  isObject(this: void, value: Json | undefined): value is JsonObject;
  /** The first value at the path; undefined when there is none. */
  get(this: void, value: Json, path: string): Json | undefined;
  /** Replaces what is at the path, in place; a missing last member of an object is added. Gives how many were set. */
  set(this: void, value: Json, path: string, replacement: Json): number;
  /** Removes what is at the path, in place. Gives how many were removed. */
  remove(this: void, value: Json, path: string): number;
  parse(this: void, text: string): Json | undefined;
  stringify(this: void, value: Json): string;
}

/** PCRE patterns given as literals or configuration; one that could stall the gateway is refused when it is compiled. */
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
  /** Such as 2027-06-30T12:00:00Z, of seconds since 1970. */
  iso(this: void, seconds: number): string;
  /** Such as Wed, 30 Jun 2027 12:00:00 GMT, of seconds since 1970. */
  httpDate(this: void, seconds: number): string;
}

export interface TextTools {
  /** Code points, where `length` of a text in Lua would be bytes. */
  length(this: void, text: string): number;
  /** The first code points. */
  start(this: void, text: string, count: number): string;
  /** The last code points. */
  end(this: void, text: string, count: number): string;
  base64(this: void, text: string): string;
  /** Undefined when it is no base64 (the URL-safe alphabet included) of UTF-8. */
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
   * withheld.
   */
  onResponseBody?(
    this: void,
    context: ResponseBodyContext,
    configuration: DeepReadonly<Configuration>,
    body: Json,
  ): Json;
}
