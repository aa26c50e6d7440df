import { attempt } from './attempt.ts';
import { authenticationConflict } from './combine/authentication.ts';
import { combineConfigs } from './combine-plugins.ts';
import { compilePolicy } from './compile-policy.ts';
import type { CompileInput, Diagnostic, PolicyUpstream } from './compile-types.ts';
import type { EffectivePolicy } from './compose-policies.ts';
import { platformPath, withheldDigest, type PlatformCode } from './platform-code.ts';
import type { Phase } from './kong-order.ts';
import { luaChunk } from './lua/chunk.ts';
import type {
  CompileContext,
  CompiledPolicy,
  FunctionFragment,
  FunctionPhase,
  FunctionPluginName,
  KongPluginName,
  TrustedIssuer,
} from './policy.ts';

/** What one effective policy contributes to one plugin; `policy` is undefined for the platform's own code. */
export interface Contribution {
  readonly policy: EffectivePolicy | undefined;
  /** Of the platform's own code. */
  readonly summary?: string;
  readonly phase: Phase | undefined;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A plugin at one place: the configuration that Kong runs, and who contributed. */
export interface PlacePlugin {
  readonly name: KongPluginName;
  readonly config: Readonly<Record<string, unknown>>;
  readonly contributions: readonly Contribution[];
}

const functionPlace: Record<FunctionPhase, { plugin: FunctionPluginName; phase: Phase }> = {
  early: { plugin: 'pre-function', phase: 'access' },
  access: { plugin: 'post-function', phase: 'access' },
  header_filter: { plugin: 'post-function', phase: 'header_filter' },
  body_filter: { plugin: 'post-function', phase: 'body_filter' },
};

/** What must be configured at one place, by plugin name, and what its policies ask of others. */
export interface Place {
  readonly plugins: ReadonlyMap<KongPluginName, PlacePlugin>;
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly upstreams: readonly PolicyUpstream[];
}

export interface EffectiveCode {
  readonly policy: EffectivePolicy;
  readonly compiled: CompiledPolicy;
  /** By name. */
  readonly upstreams: Readonly<Record<string, string>>;
}

/** One effective policy on its own; undefined, and a diagnostic, when it cannot be had. */
export function compileEffective(
  policy: EffectivePolicy,
  context: CompileContext,
  diagnostics: Diagnostic[],
): EffectiveCode | undefined {
  const own = policy.sources.at(-1);
  const code = attempt(own, diagnostics, () => ({
    policy,
    compiled: compilePolicy(policy.policy, policy.configuration, context),
    upstreams: policy.policy.upstreams?.(policy.configuration) ?? {},
  }));
  for (const { path, message, severity = 'ERROR' } of code?.compiled.issues ?? []) {
    diagnostics.push({
      severity,
      code: 'POLICY_CONFIGURATION_INVALID',
      message: context.operation ? `${message} (for ${context.operation.key})` : message,
      path: path === '' ? null : path,
      attachmentId: own?.id ?? null,
    });
  }
  return code;
}

/** Platform code first, then policies in order. */
export function compilePlace(
  api: CompileInput['api'],
  all: readonly EffectiveCode[],
  diagnostics: Diagnostic[],
): Place {
  const place = new Map<KongPluginName, PlacePlugin>();
  const asksForKey = all.some(({ compiled }) => compiled.plugins.some(({ name }) => name === 'key-auth'));
  addPlatformCode(place, platformPath(api));
  if (!asksForKey) addPlatformCode(place, withheldDigest);
  for (const { policy, compiled } of all) {
    for (const plugin of compiled.plugins) {
      addPlugin(place, policy, plugin.name, withoutUndefined(plugin.config), diagnostics);
    }
    const label = `${policy.policy.name} ${policy.policy.version}`;
    for (const fragment of compiled.functions) addFunction(place, fragment, label, { policy });
  }
  return {
    plugins: place,
    trustedIssuers: all.flatMap(({ compiled }) => compiled.trustedIssuers ?? []),
    upstreams: all.flatMap(upstreamsOf),
  };
}

function upstreamsOf({ policy, upstreams }: EffectiveCode): PolicyUpstream[] {
  const attachmentId = policy.sources.at(-1)?.id ?? null;
  return Object.entries(upstreams).map(([name, url]) => ({ attachmentId, name, url }));
}

function addPlugin(
  place: Map<KongPluginName, PlacePlugin>,
  policy: EffectivePolicy,
  name: KongPluginName,
  config: Readonly<Record<string, unknown>>,
  diagnostics: Diagnostic[],
): void {
  const contribution = { policy, phase: undefined, config };
  const present = place.get(name);
  if (present === undefined) {
    const rivalry = authenticationConflict(place.keys(), name);
    if (rivalry !== undefined) {
      diagnostics.push(conflictOf(policy, place.get(rivalry.rival), rivalry.conflict));
      return;
    }
    place.set(name, { name, config, contributions: [contribution] });
    return;
  }
  const combined = combineConfigs(name, present.config, config);
  if ('conflict' in combined) {
    diagnostics.push(conflictOf(policy, present, combined.conflict));
    return;
  }
  place.set(name, {
    name,
    config: combined.config,
    contributions: [...present.contributions, contribution],
  });
}

function conflictOf(policy: EffectivePolicy, present: PlacePlugin | undefined, reason: string): Diagnostic {
  const rivals = present?.contributions.map((other) => other.policy?.policy.name ?? 'the platform') ?? [];
  return {
    severity: 'ERROR',
    code: 'POLICY_CONFLICT',
    message: `${policy.policy.name} and ${rivals.join(', ')} cannot hold together: ${reason}; detach one of them`,
    path: null,
    attachmentId: policy.sources.at(-1)?.id ?? null,
  };
}

function addPlatformCode(place: Map<KongPluginName, PlacePlugin>, code: PlatformCode): void {
  addFunction(place, code, code.label, { policy: undefined, summary: code.summary });
}

function addFunction(
  place: Map<KongPluginName, PlacePlugin>,
  fragment: FunctionFragment,
  label: string,
  source: Pick<Contribution, 'policy' | 'summary'>,
): void {
  const { plugin, phase } = functionPlace[fragment.phase];
  const chunk = luaChunk(label, fragment);
  const present = place.get(plugin);
  const chunks = (present?.config[phase] ?? []) as readonly string[];
  place.set(plugin, {
    name: plugin,
    config: { ...present?.config, [phase]: [...chunks, chunk] },
    contributions: [...(present?.contributions ?? []), { ...source, phase, config: { [phase]: [chunk] } }],
  });
}

function withoutUndefined(config: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]: [string, unknown]) => [
        key,
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? withoutUndefined(value)
          : value,
      ]),
  );
}
