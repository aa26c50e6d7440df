import type { CompileAttachment, CompileInput, Diagnostic, DiagnosticCode } from './compile-types.ts';
import { checkConfiguration } from './configuration.ts';
import { scopeKinds, type Policy } from './policy.ts';

/** An attachment whose policy is known and whose configuration was parsed, with defaults filled in. */
export interface CheckedAttachment {
  readonly id: string;
  readonly scope: CompileAttachment['scope'];
  readonly policy: Policy;
  readonly configuration: Record<string, unknown>;
}

/**
 * The enabled attachments in order of composition: project, API, operation, then `order`, then id. What cannot be used
 * becomes a diagnostic.
 */
export function checkAttachments(input: CompileInput, diagnostics: Diagnostic[]): CheckedAttachment[] {
  const operationIds = new Set(input.operations.map((operation) => operation.id));
  return input.attachments
    .filter((attachment) => attachment.enabled)
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
  const known =
    scope.kind === 'operation'
      ? operationIds.has(scope.id)
      : scope.id === (scope.kind === 'api' ? input.api.id : input.api.projectId);
  if (!known) {
    const message = `is attached to ${scope.kind} ${scope.id}, which is no part of this API, and has no effect here`;
    return report('WARNING', 'POLICY_CONFIGURATION_INVALID', null, message);
  }
  const policy = input.registry.get(attachment.policy, attachment.version);
  if (policy === undefined) {
    const wanted = attachment.version === undefined ? '' : ` in version ${attachment.version}`;
    return report(
      'ERROR',
      'POLICY_UNKNOWN',
      null,
      `there is no policy "${attachment.policy}"${wanted}; detach it`,
    );
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
  return [{ id: attachment.id, scope, policy, configuration: parsed.configuration }];
}

function compareAttachments(a: CompileAttachment, b: CompileAttachment): number {
  const byScope = scopeKinds.indexOf(a.scope.kind) - scopeKinds.indexOf(b.scope.kind);
  if (byScope !== 0) return byScope;
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}
