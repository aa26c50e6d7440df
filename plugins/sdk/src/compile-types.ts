import type { ApiIdentity, CompileOperation, KongPluginName, ScopeKind, TrustedIssuer } from './policy.ts';
import type { PolicyRegistry } from './registry.ts';
import type { Phase } from './kong-order.ts';

export interface CompileAttachment {
  readonly id: string;
  /** A policy's name. */
  readonly policy: string;
  /** The version that accepted the configuration, of which a later one of the same major is as good; absent: the newest. */
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
  /** The gateway that is compiled for; without it what is attached to gateways is left out. */
  readonly gatewayId?: string | undefined;
}

/** Who calls: the application, and the plan of its subscription to the API. */
export interface CompileConsumer {
  readonly applicationId: string;
  readonly planId?: string | undefined;
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

export type DiagnosticCode =
  | 'POLICY_UNKNOWN'
  | 'POLICY_CONFIGURATION_INVALID'
  | 'POLICY_CONFLICT'
  | 'POLICY_FAILED'
  | 'POLICY_DEPRECATED'
  | 'POLICY_ORDER';

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
  /** Made when it is read. */
  readonly explanation: Explanation;
  readonly diagnostics: readonly Diagnostic[];
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly upstreams: readonly PolicyUpstream[];
}

/** An address that a policy may send requests to, to be checked like the API's own. */
export interface PolicyUpstream {
  readonly attachmentId: string | null;
  readonly name: string;
  readonly url: string;
}

/** What one caller's requests get instead of what the API has for everybody; to be placed with its consumer. */
export interface CompiledConsumer extends CompileConsumer {
  /** On an ERROR diagnostic one that refuses this caller alone. */
  readonly plugins: readonly PlacedPlugin[];
  readonly diagnostics: readonly Diagnostic[];
  readonly upstreams: readonly PolicyUpstream[];
}
