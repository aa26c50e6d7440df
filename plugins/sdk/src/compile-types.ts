import type { ApiIdentity, CompileOperation, KongPluginName, ScopeKind } from './policy.ts';
import type { PolicyRegistry } from './registry.ts';
import type { Phase } from './kong-order.ts';

export interface CompileAttachment {
  readonly id: string;
  /** A policy's name. */
  readonly policy: string;
  /** The policy's version; the registry's own when absent. */
  readonly version?: string | undefined;
  readonly scope: { readonly kind: ScopeKind; readonly id: string };
  readonly configuration: unknown;
  readonly order: number;
  readonly enabled: boolean;
}

export interface CompileInput {
  /** `basePath` is the public prefix that requests arrive with, `upstreamPath` what replaces it. */
  readonly api: ApiIdentity & { readonly basePath: string; readonly upstreamPath: string };
  readonly operations: readonly CompileOperation[];
  readonly attachments: readonly CompileAttachment[];
  readonly registry: PolicyRegistry;
}

/** A plugin entity to create: on the API's service, or on the route of one operation. */
export interface PlacedPlugin {
  readonly place: 'service' | 'route';
  readonly operationId?: string;
  readonly name: KongPluginName;
  readonly config: Readonly<Record<string, unknown>>;
  /** Attachments that shaped this configuration, in order of composition. */
  readonly sources: readonly string[];
}

export type DiagnosticCode = 'POLICY_UNKNOWN' | 'POLICY_CONFIGURATION_INVALID' | 'POLICY_CONFLICT';

export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Path into the attachment's configuration; null when the whole attachment is meant. */
  readonly path: string | null;
  readonly attachmentId: string | null;
}

export type Relation = 'OWN' | 'INHERITED' | 'MERGED' | 'OVERRIDDEN';

export interface Origin {
  readonly kind: 'platform' | ScopeKind;
  readonly id: string;
}

/**
 * One attachment's part in one plugin that runs. Steps that share an `order` are one execution: the attachments that were
 * merged into it, and the shadowed ones that lost to it.
 */
export interface ExplainedStep {
  readonly order: number;
  readonly phase: Phase;
  readonly plugin: KongPluginName;
  readonly policy: string | null;
  readonly attachmentId: string | null;
  readonly origin: Origin;
  readonly relation: Relation;
  readonly shadowed: boolean;
  readonly summary: string;
  /** The plugin's configuration as Kong gets it; of a shadowed attachment, its own configuration that has no effect. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

export interface OperationExplanation {
  readonly operationId: string;
  readonly key: string;
  readonly steps: readonly ExplainedStep[];
}

export interface Explanation {
  readonly apiId: string;
  readonly operations: readonly OperationExplanation[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompiledApi {
  /** On an ERROR diagnostic this is one request-termination for the whole API: an API that does not compile stays closed. */
  readonly plugins: readonly PlacedPlugin[];
  readonly explanation: Explanation;
  readonly diagnostics: readonly Diagnostic[];
}
