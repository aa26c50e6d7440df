import type { CheckedAttachment } from './check-attachments.ts';
import type { ExplainedStep, Relation } from './compile-types.ts';
import type { Contribution, PlacePlugin } from './compile-place.ts';
import type { EffectivePolicy } from './compose-policies.ts';
import { kongPriority, mainPhase, phases, type Phase } from './kong-order.ts';
import type { ApiIdentity, ScopeKind } from './policy.ts';

type Unordered = Omit<ExplainedStep, 'order'>;

/** The steps of a request in the order in which Kong runs them, with what was inherited, merged or overridden. */
export function explainPlace(api: ApiIdentity, plugins: Iterable<PlacePlugin>): ExplainedStep[] {
  return [...plugins]
    .flatMap((plugin) => executions(api, plugin))
    .sort((a, b) => phases.indexOf(a.phase) - phases.indexOf(b.phase) || b.priority - a.priority)
    .flatMap(({ steps }, index) => steps.map((step) => ({ order: index + 1, ...step })));
}

interface Execution {
  readonly phase: Phase;
  readonly priority: number;
  readonly steps: readonly Unordered[];
}

/** A function plugin runs once for each of its chunks, any other plugin once for all who contributed to it. */
function executions(api: ApiIdentity, plugin: PlacePlugin): Execution[] {
  const priority = kongPriority[plugin.name];
  if (plugin.contributions.some((contribution) => contribution.phase !== undefined)) {
    return plugin.contributions.map((contribution) => {
      const phase = contribution.phase ?? mainPhase(plugin.name);
      return { phase, priority, steps: stepsOf(api, plugin, phase, contribution, contribution.config) };
    });
  }
  const phase = mainPhase(plugin.name);
  const steps = plugin.contributions.flatMap((contribution) =>
    stepsOf(api, plugin, phase, contribution, plugin.config),
  );
  return [{ phase, priority, steps }];
}

function stepsOf(
  api: ApiIdentity,
  plugin: PlacePlugin,
  phase: Phase,
  { policy, summary = '' }: Contribution,
  configuration: Readonly<Record<string, unknown>>,
): Unordered[] {
  if (policy === undefined) {
    const origin = { kind: 'platform', id: api.id } as const;
    const nobody = { policy: null, attachmentId: null, relation: 'INHERITED', shadowed: false } as const;
    return [{ phase, plugin: plugin.name, ...nobody, origin, summary, configuration }];
  }
  const step = (attachment: CheckedAttachment, relation: Relation, shadowed: boolean): Unordered => ({
    phase,
    plugin: plugin.name,
    policy: policy.policy.name,
    attachmentId: attachment.id,
    origin: attachment.scope,
    relation,
    shadowed,
    summary: shadowed
      ? attachment.policy.describe(attachment.configuration)
      : policy.policy.describe(policy.configuration),
    configuration: shadowed ? attachment.configuration : configuration,
  });
  return [
    ...policy.sources.map((attachment) => step(attachment, relationOf(policy, attachment), false)),
    ...policy.overridden.map((attachment) => step(attachment, 'OVERRIDDEN', true)),
  ];
}

/** What is attached to the operation or its caller is nobody else's. */
const narrow: ReadonlySet<ScopeKind> = new Set(['operation', 'plan', 'application']);

function relationOf(policy: EffectivePolicy, attachment: CheckedAttachment): Relation {
  if (policy.sources.length > 1) return 'MERGED';
  return narrow.has(attachment.scope.kind) ? 'OWN' : 'INHERITED';
}
