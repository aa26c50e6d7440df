/** A pointer to another entity by its Kong id. */
export interface Reference {
  id: string;
}

/** What every entity carries; the two times are Kong's own and never compared. */
export interface EntityBase {
  id: string;
  tags?: string[] | null;
  created_at?: number;
  updated_at?: number;
}

/** The protocols that Kong 3.x knows for services, routes and plugins. */
export type Protocol = 'http' | 'https' | 'grpc' | 'grpcs' | 'tcp' | 'tls' | 'tls_passthrough' | 'udp';

/** Where a gateway sends requests; times in milliseconds. */
export interface Service extends EntityBase {
  name?: string | null;
  host: string;
  port?: number;
  protocol?: Protocol;
  path?: string | null;
  retries?: number | null;
  connect_timeout?: number;
  write_timeout?: number;
  read_timeout?: number;
  enabled?: boolean;
  client_certificate?: Reference | null;
  tls_verify?: boolean | null;
  tls_verify_depth?: number | null;
  ca_certificates?: string[] | null;
}

/** An address of the stream protocols: at least one of the two is given. */
export interface Cidr {
  ip?: string | null;
  port?: number | null;
}

/** Which requests a service takes. */
export interface Route extends EntityBase {
  name?: string | null;
  service?: Reference | null;
  protocols?: Protocol[];
  methods?: string[] | null;
  hosts?: string[] | null;
  paths?: string[] | null;
  headers?: Record<string, string[]> | null;
  snis?: string[] | null;
  sources?: Cidr[] | null;
  destinations?: Cidr[] | null;
  regex_priority?: number | null;
  strip_path?: boolean;
  path_handling?: 'v0' | 'v1';
  preserve_host?: boolean;
  request_buffering?: boolean;
  response_buffering?: boolean;
  https_redirect_status_code?: 426 | 301 | 302 | 307 | 308;
}

/** One configuration of a plugin; without a parent it is global. */
export interface Plugin extends EntityBase {
  name: string;
  instance_name?: string | null;
  service?: Reference | null;
  route?: Reference | null;
  consumer?: Reference | null;
  config?: Record<string, unknown>;
  protocols?: Protocol[];
  enabled?: boolean;
}

/** Who calls: at least one of the two names is given. */
export interface Consumer extends EntityBase {
  username?: string | null;
  custom_id?: string | null;
}

/** A key of a consumer. */
export interface KeyAuthCredential extends EntityBase {
  consumer: Reference;
  key?: string;
}

/** What a consumer signs tokens with, found by the `key` that a token names. Kong makes up the secret of symmetric algorithms. */
export interface JwtSecret extends EntityBase {
  consumer: Reference;
  key?: string;
  algorithm?: string;
  rsa_public_key?: string | null;
  secret?: string;
}

/** A consumer's membership of an access group. */
export interface AclGroup extends EntityBase {
  consumer: Reference;
  group: string;
}

/** A balancer over targets. */
export interface Upstream extends EntityBase {
  name: string;
  algorithm?: 'consistent-hashing' | 'least-connections' | 'round-robin' | 'latency';
  hash_on?: string;
  hash_fallback?: string;
  hash_on_header?: string | null;
  hash_fallback_header?: string | null;
  hash_on_cookie?: string | null;
  hash_on_cookie_path?: string | null;
  hash_on_query_arg?: string | null;
  hash_fallback_query_arg?: string | null;
  hash_on_uri_capture?: string | null;
  hash_fallback_uri_capture?: string | null;
  slots?: number;
  healthchecks?: Record<string, unknown>;
  host_header?: string | null;
  client_certificate?: Reference | null;
  use_srv_name?: boolean;
}

/** One address of an upstream; Kong adds port 8000 where none is given. */
export interface Target extends EntityBase {
  upstream: Reference;
  target: string;
  weight?: number;
}

/** Entities by Kong's own singular name, the `entity_type` of its error reports. */
export interface EntityByKind {
  upstream: Upstream;
  target: Target;
  service: Service;
  route: Route;
  consumer: Consumer;
  keyauth_credential: KeyAuthCredential;
  jwt_secret: JwtSecret;
  acl: AclGroup;
  plugin: Plugin;
}

/** A kind of entity that this package reads and writes. */
export type EntityKind = keyof EntityByKind;

/** Any entity. */
export type Entity = EntityByKind[EntityKind];

/** Entities by kind: a desired state, or what a gateway holds. */
export type EntitySet = { readonly [K in EntityKind]?: readonly EntityByKind[K][] };
