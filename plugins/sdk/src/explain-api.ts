import { explainCompiled } from './compile-api.ts';
import type { CompileConsumer, CompileInput, Explanation } from './compile-types.ts';

/** Narrows an explanation: to the operation with that key, and to what one caller's requests get. */
export interface ExplainOptions {
  readonly operationKey?: string | undefined;
  readonly consumer?: CompileConsumer | undefined;
}

/**
 * How requests run, for all operations or for one; the cost of one does not grow with the API. An unknown key gives no
 * operations.
 */
export function explainApi(
  input: CompileInput,
  { operationKey, consumer }: ExplainOptions = {},
): Explanation {
  if (operationKey === undefined) return explainCompiled(input, consumer);
  const operations = input.operations.filter((operation) => operation.key === operationKey);
  const attachments = input.attachments.filter(
    ({ scope }) => scope.kind !== 'operation' || operations.some((operation) => operation.id === scope.id),
  );
  return explainCompiled({ ...input, operations, attachments }, consumer);
}
