import { isObjectOfType } from '@apollo/gateway/dist/dataRewrites.js';
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { mergeInto } from './merge.ts';

type Json = Record<string, unknown>;

/** The part of an object that a subgraph needs to find it; null when some of it is not there. */
export function representationOf(
  schema: GraphQLSchema,
  source: Json,
  selections: readonly QueryPlanSelectionNode[],
): Json | null {
  const result: Json = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      const value = Object.hasOwn(source, key) ? source[key] : undefined;
      if (value === undefined) return null;
      result[key] = selection.selections ? belowOf(schema, value, selection.selections) : value;
    } else if (!selection.typeCondition || isObjectOfType(schema, source, selection.typeCondition)) {
      const part = selection.typeCondition && representationOf(schema, source, selection.selections);
      if (part) mergeInto(result, part);
    }
  }
  return result;
}

function belowOf(
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly QueryPlanSelectionNode[],
): unknown {
  if (Array.isArray(value)) return value.map((item) => belowOf(schema, item, selections));
  if (typeof value !== 'object' || value === null) return null;
  return representationOf(schema, value as Json, selections);
}
