import type { CheckedAttachment } from './check-attachments.ts';
import type { Diagnostic } from './compile-types.ts';
import { checkConfiguration } from './configuration.ts';
import { attempt } from './attempt.ts';
import type { Policy } from './policy.ts';

/** One policy as it holds at one place, after its attachments were composed by its own rule. */
export interface EffectivePolicy {
  readonly policy: Policy;
  readonly configuration: Record<string, unknown>;
  /** Attachments that shaped the configuration, wide to specific. */
  readonly sources: readonly CheckedAttachment[];
  /** Attachments that lost to a more specific one. */
  readonly overridden: readonly CheckedAttachment[];
}

/** Composes attachments (in order of composition) into one effective configuration for each policy, in order of first use. */
export function composePolicies(
  attachments: readonly CheckedAttachment[],
  diagnostics: Diagnostic[],
): EffectivePolicy[] {
  const groups = Map.groupBy(attachments, (attachment) => attachment.policy.name);
  return [...groups.values()].flatMap((group) => composeGroup(group, diagnostics) ?? []);
}

function composeGroup(
  group: readonly CheckedAttachment[],
  diagnostics: Diagnostic[],
): EffectivePolicy | undefined {
  const own = group.at(-1);
  if (own === undefined) return undefined;
  const { policy } = own;
  const other = group.find((attachment) => attachment.policy.version !== policy.version);
  if (other !== undefined && policy.merge !== 'override') {
    const message = `${policy.name} is attached in version ${policy.version} here and in ${other.policy.version} as ${other.id}, which cannot be composed; attach both in one version`;
    diagnostics.push(conflict(own, message));
    return undefined;
  }
  if (typeof policy.merge !== 'string') return mergeGroup(policy, policy.merge, group, diagnostics);
  const rival = policy.merge === 'refuse' ? group.at(-2) : group.findLast((other) => isRival(other, own));
  if (rival !== undefined) {
    diagnostics.push(
      conflict(own, `${policy.name} is attached twice (also as ${rival.id}); detach one of them`),
    );
    return undefined;
  }
  return { policy, configuration: own.configuration, sources: [own], overridden: group.slice(0, -1) };
}

function isRival(other: CheckedAttachment, own: CheckedAttachment): boolean {
  return other !== own && other.scope.kind === own.scope.kind;
}

/** A merged result is parsed again: two valid configurations can make an invalid one. */
function mergeGroup(
  policy: Policy,
  rule: Exclude<Policy['merge'], string>,
  group: readonly CheckedAttachment[],
  diagnostics: Diagnostic[],
): EffectivePolicy | undefined {
  const [first, ...rest] = group;
  let configuration = first?.configuration ?? {};
  for (const own of rest) {
    const merged = attempt(own, diagnostics, () => rule.merge(configuration, own.configuration));
    if (merged === undefined) return undefined;
    const parsed = checkConfiguration(policy, merged);
    if ('issues' in parsed) {
      for (const issue of parsed.issues) {
        const message = `cannot be combined with what is inherited: ${issue.message}`;
        diagnostics.push({ ...conflict(own, message), path: issue.path });
      }
      return undefined;
    }
    configuration = parsed.configuration;
  }
  return { policy, configuration, sources: group, overridden: [] };
}

function conflict(attachment: CheckedAttachment, message: string): Diagnostic {
  return { severity: 'ERROR', code: 'POLICY_CONFLICT', message, path: null, attachmentId: attachment.id };
}
