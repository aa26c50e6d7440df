import type { z } from 'zod';
import type { ConfigurationIssue } from './configuration.ts';
import type { Handlers } from './handler/context.ts';

import type { KongPluginConfigurations } from './kong-plugins.gen.ts';
import type { LuaData } from './lua/literal.ts';
import type { LuaLibrary } from './lua/library.ts';

export type Direction = 'inbound' | 'outbound';

/**
 * Where a policy may be attached, from the widest to the most specific. A plan and an application say who calls: what is
 * attached to them runs once the consumer is known.
 */
export const scopeKinds = ['gateway', 'project', 'api', 'operation', 'plan', 'application'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

export type KongPluginName = keyof KongPluginConfigurations;
/** Plugins that hold code; policies contribute to them through `functions`, never directly. */
export type FunctionPluginName = 'pre-function' | 'post-function';

/** One Kong plugin with a configuration that matches its name; a wrong key is a compile error. */
export type PluginFragment = {
  [Name in Exclude<KongPluginName, FunctionPluginName>]: {
    readonly name: Name;
    readonly config: KongPluginConfigurations[Name];
  };
}[Exclude<KongPluginName, FunctionPluginName>];

/**
 * When code runs: `early` ahead of authentication, `access` last before the upstream (consumer known, headers final),
 * then the two phases of the answer.
 */
export type FunctionPhase = 'early' | 'access' | 'header_filter' | 'body_filter';

/** Lua of a policy: a chunk that sees its `data` as the local `config` and returns the function to run per request. */
export interface FunctionFragment {
  readonly phase: FunctionPhase;
  readonly lua: string;
  readonly data?: LuaData;
  /**
   * In place of `data`, that of each operation by its id, `false` where nothing is to run. The code is set up for an operation
   * once its first request comes; routes tell theirs by the tag `operation:ID`.
   */
  readonly operations?: Readonly<Record<string, LuaData>>;
  readonly libraries?: readonly LuaLibrary[];
}

/** What a configuration becomes; `issues` are what only compiling could find, with paths into the configuration. */
export interface CompiledPolicy {
  readonly plugins: readonly PluginFragment[];
  readonly functions: readonly FunctionFragment[];
  readonly issues?: readonly ConfigurationIssue[];
  /** Whose tokens jwt is to accept; the gateway manager keeps their keys in step. */
  readonly trustedIssuers?: readonly TrustedIssuer[];
}

/**
 * An issuer whose current keys become credentials of one consumer in `group`, each named by its key id; so jwt finds them with
 * `key_claim_name: 'kid'`.
 */
export interface TrustedIssuer {
  readonly issuer: string;
  /** Where its JSON Web Key Set is; https. */
  readonly jwksUrl: string;
  readonly group: string;
}

/** The API that a policy is compiled for, and the operation when the policy is compiled for each. */
export interface CompileContext {
  readonly api: ApiIdentity;
  readonly operation?: CompileOperation;
}

export interface CompileOperation {
  readonly id: string;
  /** Method and path, such as `GET /pets/{id}`. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** What the API's document says of it; given to policies that are compiled for each operation. */
  readonly definition?: OperationDefinition;
  /** Why there is no definition, where one was asked for. */
  readonly undescribed?: string;
}

/** An operation of an OpenAPI document of any version, in one form. `$ref` in schemas is `#/schemas/NAME`, into `schemas`. */
export interface OperationDefinition {
  readonly parameters: readonly ParameterDefinition[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, MediaDefinition>>;
  };
  /** By status, a range such as 2XX, or `default`. */
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly headers: Readonly<
          Record<string, { readonly schema?: JsonSchema; readonly example?: unknown }>
        >;
        readonly content: Readonly<Record<string, MediaDefinition>>;
      }
    >
  >;
  /** Every schema that others refer to, directly or through others. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

export interface ParameterDefinition {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly style: string;
  readonly explode: boolean;
  readonly schema?: JsonSchema;
}

export interface MediaDefinition {
  readonly schema?: JsonSchema;
  /** Named examples; a single one is named `default`. */
  readonly examples: Readonly<Record<string, unknown>>;
}

/** JSON Schema 2020-12; `nullable` and boolean `exclusiveMinimum` of older documents were rewritten. */
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

export interface ApiIdentity {
  readonly id: string;
  readonly projectId: string;
  readonly organizationId: string;
}

/** What happens when one policy is attached at several scopes above one operation; `merge` folds from wide to specific. */
export type MergeRule<Configuration> =
  'override' | 'refuse' | { merge(inherited: Configuration, own: Configuration): Configuration };

/**
 * A policy as its author writes it: pure, and typed by its configuration schema. It has `compile` (plugins of Kong), handlers
 * (code that runs for each request), or both.
 */
export interface Policy<Schema extends z.ZodObject = z.ZodObject> extends Handlers<z.output<Schema>> {
  /** Stored in rows; never renamed. */
  readonly name: string;
  readonly version: string;
  /** What to do instead, once this version is deprecated: its attachments still hold, with a warning. */
  readonly deprecated?: string;
  readonly title: string;
  readonly summary: string;
  readonly direction: Direction;
  readonly scopes: readonly ScopeKind[];
  readonly configuration: Schema;
  readonly merge: MergeRule<z.output<Schema>>;
  readonly examples: readonly { readonly title: string; readonly configuration: z.input<Schema> }[];
  readonly kong: { readonly plugins: readonly KongPluginName[]; readonly minimalVersion: string };
  /** One line that says what this configuration does, for explanations. */
  describe(configuration: z.output<Schema>): string;
  compile?(configuration: z.output<Schema>, context: CompileContext): CompiledPolicy;
  /** Whether `compile` depends on the operation: then each operation carries what it compiled to. */
  readonly perOperation?: boolean;
  /** Upstreams that handlers may choose, by name; their addresses are checked as an API's own. */
  upstreams?(configuration: z.output<Schema>): Readonly<Record<string, string>>;
  /** The handlers as Lua, written by the translator and added by the registry's owner; no author writes them. */
  readonly handlerCode?: HandlerCode;
}

/** Translated handlers: a fragment a phase, which sees the configuration as its data. */
export type HandlerCode = readonly Omit<FunctionFragment, 'data'>[];
