import type { CheckedAttachment } from './check-attachments.ts';
import type { PlacePlugin } from './compile-place.ts';
import type { Diagnostic } from './compile-types.ts';
import { kongPriority, mainPhase, type Phase } from './kong-order.ts';
import type { KongPluginName } from './policy.ts';

interface Asked {
  readonly plugin: KongPluginName;
  readonly phase: Phase;
  readonly attachment: CheckedAttachment;
}

/**
 * Warns of orders that were asked for among the attachments of one scope and that Kong will not follow: plugins run by their
 * priority alone.
 */
export function checkOrder(plugins: Iterable<PlacePlugin>): Diagnostic[] {
  const asked = [...plugins].flatMap(({ name, contributions }) =>
    contributions.flatMap(({ policy, phase = mainPhase(name) }) =>
      (policy?.sources ?? []).map((attachment): Asked => ({ plugin: name, phase, attachment })),
    ),
  );
  const found = asked.flatMap((one) =>
    asked
      .filter((other) => isReversed(one, other))
      .map((other) => ({
        severity: 'WARNING' as const,
        code: 'POLICY_ORDER' as const,
        message: `is to run ahead of ${other.attachment.policy.name} (order ${one.attachment.order} before ${other.attachment.order}), but Kong runs plugins by priority: ${other.plugin} (${kongPriority[other.plugin]}) ahead of ${one.plugin} (${kongPriority[one.plugin]})`,
        path: null,
        attachmentId: one.attachment.id,
        pair: `${one.attachment.id} ${other.attachment.id}`,
      })),
  );
  // One sentence is enough of two policies with several plugins each.
  const first = new Map([...found].reverse().map(({ pair, ...diagnostic }) => [pair, diagnostic]));
  return [...first.values()].reverse();
}

function isReversed(one: Asked, other: Asked): boolean {
  const [first, second] = [one.attachment, other.attachment];
  return (
    one.phase === other.phase &&
    first.scope.kind === second.scope.kind &&
    first.scope.id === second.scope.id &&
    first.order < second.order &&
    kongPriority[one.plugin] < kongPriority[other.plugin]
  );
}
