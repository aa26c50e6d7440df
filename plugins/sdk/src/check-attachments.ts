import type {
  CompileAttachment,
  CompileConsumer,
  CompileInput,
  Diagnostic,
  DiagnosticCode,
} from './compile-types.ts';
import { checkConfiguration } from './configuration.ts';
import { scopeKinds, type Policy } from './policy.ts';

/** An attachment whose policy is known and whose configuration was parsed, with defaults filled in. */
export interface CheckedAttachment {
  readonly id: string;
  readonly scope: CompileAttachment['scope'];
  readonly order: number;
  readonly policy: Policy;
  readonly configuration: Record<string, unknown>;
}

/**
 * The enabled attachments in order of composition: by scope from the gateway to the application, then `order`, then id. What
 * cannot be used becomes a diagnostic; those of other gateways, plans and applications are left out.
 */
export function checkAttachments(
  input: CompileInput,
  consumer: CompileConsumer | undefined,
  diagnostics: Diagnostic[],
): CheckedAttachment[] {
  const operationIds = new Set(input.operations.map((operation) => operation.id));
  const present = { gateway: input.gatewayId, plan: consumer?.planId, application: consumer?.applicationId };
  return input.attachments
    .filter(
      ({ enabled, scope: { kind, id } }) =>
        enabled && (!(kind in present) || present[kind as keyof typeof present] === id),
    )
    .sort(compareAttachments)
    .flatMap((attachment) => checkAttachment(attachment, input, operationIds, diagnostics));
}

function checkAttachment(
  attachment: CompileAttachment,
  input: CompileInput,
  operationIds: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): CheckedAttachment[] {
  const report = (
    severity: Diagnostic['severity'],
    code: DiagnosticCode,
    path: string | null,
    message: string,
  ) => {
    diagnostics.push({ severity, code, message, path, attachmentId: attachment.id });
    return [];
  };
  const { scope } = attachment;
  if (!isPart(scope, input, operationIds)) {
    const message = `is attached to ${scope.kind} ${scope.id}, which is no part of this API, and has no effect here`;
    return report('WARNING', 'POLICY_CONFIGURATION_INVALID', null, message);
  }
  const policy = input.registry.get(attachment.policy, attachment.version);
  if (policy === undefined) {
    const { policy: name, version } = attachment;
    const isGone = version !== undefined && input.registry.get(name) !== undefined;
    const message = isGone
      ? `version ${version} of ${name} is gone; detach it, or attach it in a version that there is`
      : `there is no policy "${name}"; correct the name or detach it`;
    return report('ERROR', 'POLICY_UNKNOWN', null, message);
  }
  if (!policy.scopes.includes(scope.kind)) {
    const allowed = policy.scopes.join(', ');
    const message = `${policy.name} cannot be attached to ${scope.kind}; attach it to one of: ${allowed}`;
    return report('ERROR', 'POLICY_CONFIGURATION_INVALID', null, message);
  }
  const parsed = checkConfiguration(policy, attachment.configuration);
  if ('issues' in parsed) {
    for (const issue of parsed.issues) {
      report('ERROR', 'POLICY_CONFIGURATION_INVALID', issue.path, issue.message);
    }
    return [];
  }
  if (policy.deprecated !== undefined) {
    const message = `${policy.name} ${policy.version} is deprecated: ${policy.deprecated}`;
    report('WARNING', 'POLICY_DEPRECATED', null, message);
  }
  return [{ id: attachment.id, scope, order: attachment.order, policy, configuration: parsed.configuration }];
}

function isPart(
  { kind, id }: CompileAttachment['scope'],
  { api }: CompileInput,
  operationIds: ReadonlySet<string>,
): boolean {
  if (kind === 'operation') return operationIds.has(id);
  if (kind === 'project') return id === api.projectId;
  return kind !== 'api' || id === api.id;
}

function compareAttachments(a: CompileAttachment, b: CompileAttachment): number {
  const byScope = scopeKinds.indexOf(a.scope.kind) - scopeKinds.indexOf(b.scope.kind);
  if (byScope !== 0) return byScope;
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}
