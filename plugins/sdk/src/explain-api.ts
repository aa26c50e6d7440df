import { compilePlaces } from './compile-places.ts';
import type {
  CompileConsumer,
  CompileInput,
  Diagnostic,
  ExplainedStep,
  Explanation,
} from './compile-types.ts';
import { withoutRepeats } from './diagnostics.ts';
import { explainPlace } from './explain-place.ts';

/** Narrows an explanation: to the operation with that key, and to what one caller's requests get. */
export interface ExplainOptions {
  readonly operationKey?: string | undefined;
  readonly consumer?: CompileConsumer | undefined;
}

/**
 * How requests run, for all operations or for one, in the order that Kong follows; the cost of one does not grow with the API.
 * An unknown key gives no operations.
 */
export function explainApi(
  input: CompileInput,
  { operationKey, consumer }: ExplainOptions = {},
): Explanation {
  const { api, operations, attachments } = narrowed(input, operationKey);
  const diagnostics: Diagnostic[] = [];
  const { service, routes } = compilePlaces({ ...input, operations, attachments }, consumer, diagnostics);
  const serviceSteps = explainPlace(api, service.plugins.values());
  const stepsOf = (id: string): readonly ExplainedStep[] => {
    const route = routes.get(id);
    return route === undefined ? serviceSteps : explainPlace(api, route.plugins.values());
  };
  return {
    apiId: api.id,
    operations: operations.map(({ id, key }) => ({ operationId: id, key, steps: stepsOf(id) })),
    diagnostics: withoutRepeats(diagnostics),
  };
}

function narrowed(input: CompileInput, operationKey: string | undefined): CompileInput {
  if (operationKey === undefined) return input;
  const operations = input.operations.filter((operation) => operation.key === operationKey);
  const attachments = input.attachments.filter(
    ({ scope }) => scope.kind !== 'operation' || operations.some((operation) => operation.id === scope.id),
  );
  return { ...input, operations, attachments };
}
