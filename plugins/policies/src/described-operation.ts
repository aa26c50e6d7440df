import type { CompileOperation, CompiledPolicy, OperationDefinition } from '@apim/sdk';

/** What the API's document says of the operation that a policy is compiled for, or the policy's refusal with the reason. */
export function describedOperation(
  operation: CompileOperation | undefined,
): { path: string; definition: OperationDefinition } | { refused: CompiledPolicy } {
  if (operation?.definition) return { path: operation.path, definition: operation.definition };
  const message = operation?.undescribed
    ? `needs what the API’s document says of the operation, which cannot be had: ${operation.undescribed}; correct the document, or attach the policy to other operations`
    : 'needs what the API’s document says of the operation, which is not at hand; import the document again';
  return { refused: refusal(message) };
}

/** A policy that cannot be had as a whole. */
export function refusal(message: string): CompiledPolicy {
  return { plugins: [], functions: [], issues: [{ path: '', message }] };
}
