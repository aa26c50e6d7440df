import { compileApi } from './compile-api.ts';
import type { CompileInput, Explanation } from './compile-types.ts';

/**
 * How requests run, for all operations or for the one with that key; the cost of one does not grow with the API.
 * An unknown key gives no operations.
 */
export function explainApi(input: CompileInput, operationKey?: string): Explanation {
  if (operationKey === undefined) return compileApi(input).explanation;
  const operations = input.operations.filter((operation) => operation.key === operationKey);
  const attachments = input.attachments.filter(
    ({ scope }) => scope.kind !== 'operation' || operations.some((operation) => operation.id === scope.id),
  );
  return compileApi({ ...input, operations, attachments }).explanation;
}
