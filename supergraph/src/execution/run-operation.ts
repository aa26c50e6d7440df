import { executeSync, Kind, OperationTypeNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { complete } from './complete.ts';
import { rootCursor } from './cursor.ts';
import type { Run } from './fetch.ts';
import type { PreparedOperation } from './operations.ts';
import { runPlan } from './plan.ts';
import type { FieldShape } from './shape.ts';

type Json = Record<string, unknown>;

/** Runs a prepared operation: its plan over the subgraphs, then the cut to the response that was asked for. */
export async function runOperation(
  operation: PreparedOperation,
  run: Omit<Run, 'errors'>,
): Promise<ExecutionResult> {
  const root = Object.create(null) as Json;
  const errors: Run['errors'] = [];
  if (operation.plan) await runPlan(operation.plan, rootCursor(root), { ...run, errors });
  const completion = {
    variables: run.variables,
    introspect: (field: FieldShape) => introspect(operation.shape.schema, operation, field, run.rawVariables),
    errors: [],
  };
  const data = complete(root, operation.shape, operation.type, completion);
  // A null that a subgraph's error explains needs no second error.
  const shown = errors.length > 0 ? errors : completion.errors;
  return shown.length > 0 ? { errors: shown, data } : { data };
}

function introspect(
  schema: GraphQLSchema,
  { document, definition }: PreparedOperation,
  field: FieldShape,
  variableValues: Json,
): unknown {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const query = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: definition.variableDefinitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections: field.nodes },
  } as const;
  const { data } = executeSync({
    schema,
    document: { kind: Kind.DOCUMENT, definitions: [query, ...fragments] },
    variableValues,
  });
  return data?.[field.key] ?? null;
}
