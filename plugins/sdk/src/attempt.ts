import type { CheckedAttachment } from './check-attachments.ts';
import type { Diagnostic } from './compile-types.ts';

/** Runs code of a policy; one that throws is a diagnostic of the attachment, and no trouble of any other API. */
export function attempt<Result>(
  attachment: CheckedAttachment | undefined,
  diagnostics: Diagnostic[],
  run: () => Result,
): Result | undefined {
  try {
    return run();
  } catch (error) {
    diagnostics.push({
      severity: 'ERROR',
      code: 'POLICY_FAILED',
      message: `${attachment?.policy.name ?? 'a policy'} failed: ${error instanceof Error ? error.message : String(error)}; correct the policy or detach it`,
      path: null,
      attachmentId: attachment?.id ?? null,
    });
    return undefined;
  }
}
