import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { PlanNode, QueryPlanner } from '@apollo/query-planner';
import {
  getOperationAST,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { checkDocument, checkText, type Limits } from './limits.ts';
import { Shape } from './shape.ts';

/** An operation that was checked and planned once, to be run many times. */
export interface PreparedOperation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  type: GraphQLObjectType;
  shape: Shape;
  plan: PlanNode | undefined;
}

export interface OperationsOptions {
  schema: GraphQLSchema;
  apiSchema: Schema;
  planner: QueryPlanner;
  limits: Limits;
  introspection: boolean;
}

export interface Operations {
  /** Throws or returns the errors of a query that is too large, unreadable or invalid. */
  prepare(text: string, operationName: string | undefined): PreparedOperation | readonly GraphQLError[];
}

const KEPT_OPERATIONS = 2_000;
const LONGEST_KEPT_TEXT = 32_768;

/** Checks and plans operations; those used lately are kept, by their text and name. */
export function createOperations(options: OperationsOptions): Operations {
  const kept = new Map<string, PreparedOperation>();
  return {
    prepare(text, operationName) {
      const key = operationName ? `${operationName}\n${text}` : text;
      const known = kept.get(key);
      if (known) {
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      const prepared = prepare(text, operationName, options);
      if ('plan' in prepared && text.length <= LONGEST_KEPT_TEXT) {
        kept.set(key, prepared);
        if (kept.size > KEPT_OPERATIONS) kept.delete(kept.keys().next().value as string);
      }
      return prepared;
    },
  };
}

function prepare(
  text: string,
  operationName: string | undefined,
  { schema, apiSchema, planner, limits, introspection }: OperationsOptions,
): PreparedOperation | readonly GraphQLError[] {
  checkText(text, limits);
  const document = parse(text, { maxTokens: limits.tokens });
  checkDocument(document, limits);
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const errors = validate(schema, document, rules, { maxErrors: 20, hideSuggestions: !introspection });
  if (errors.length > 0) return errors;
  const definition = getOperationAST(document, operationName);
  if (!definition) return [new GraphQLError('Name one of the operations of the query: operationName.')];
  const type = schema.getRootType(definition.operation);
  if (!type || definition.operation === OperationTypeNode.SUBSCRIPTION) {
    return [new GraphQLError(`The operation ${definition.operation} is not supported.`)];
  }
  const operation = operationFromDocument(apiSchema, document, { operationName, validate: false });
  const { node } = planner.buildQueryPlan(operation);
  if (node?.kind === 'Subscription') throw new Error('A subscription was planned.');
  const shape = new Shape(schema, fragmentsOf(document), [
    { selectionSet: definition.selectionSet, conditions: [] },
  ]);
  return { document, definition, type, shape, plan: node };
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}
