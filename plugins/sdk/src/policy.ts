import type { z } from 'zod';
import type { KongPluginConfigurations } from './kong-plugins.gen.ts';
import type { LuaData } from './lua/literal.ts';
import type { LuaLibrary } from './lua/library.ts';

export type Direction = 'inbound' | 'outbound';

/** Where a policy may be attached, from the widest to the most specific. */
export const scopeKinds = ['project', 'api', 'operation'] as const;
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
  readonly libraries?: readonly LuaLibrary[];
}

export interface CompiledPolicy {
  readonly plugins: readonly PluginFragment[];
  readonly functions: readonly FunctionFragment[];
}

/** The API that a policy is compiled for. */
export interface CompileContext {
  readonly api: ApiIdentity;
}

export interface ApiIdentity {
  readonly id: string;
  readonly projectId: string;
  readonly organizationId: string;
}

/** What happens when one policy is attached at several scopes above one operation; `merge` folds from wide to specific. */
export type MergeRule<Configuration> =
  'override' | 'refuse' | { merge(inherited: Configuration, own: Configuration): Configuration };

/** A policy as its author writes it: declarative, pure, and typed by its configuration schema. */
export interface Policy<Schema extends z.ZodObject = z.ZodObject> {
  /** Stored in rows; never renamed. */
  readonly name: string;
  readonly version: string;
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
  compile(configuration: z.output<Schema>, context: CompileContext): CompiledPolicy;
}
