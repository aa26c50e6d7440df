import {
  GraphQLError,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';
import { errorCatalogue } from '@apim/kit/errors';
import { isIncluded, type FieldShape, type Shape } from './shape.ts';

type Json = Record<string, unknown>;
type Path = { before: Path | undefined; key: string | number } | undefined;

export interface Completion {
  variables: Json;
  /** Answers `__schema` and `__type`. */
  introspect: (field: FieldShape) => unknown;
  errors: GraphQLError[];
}

/** Stands for a null that its parent has to take over. */
const INVALID = Symbol('invalid');

/**
 * Cuts what the subgraphs sent into the response that was asked for: its fields in its order, values checked
 * against the schema, nulls carried up to the next nullable place. Nothing else of the data gets out.
 */
export function complete(
  data: Json,
  shape: Shape,
  type: GraphQLCompositeType,
  completion: Completion,
): Json | null {
  const result = completeObject(data, shape, type, completion, undefined);
  return result === INVALID ? null : (result as Json);
}

function completeObject(
  data: Json,
  shape: Shape,
  type: GraphQLCompositeType,
  completion: Completion,
  path: Path,
): Json | typeof INVALID {
  // Without a prototype, no response key means anything.
  const result = Object.create(null) as Json;
  for (const field of shape.fieldsOf(type)) {
    if (!isIncluded(field, completion.variables)) continue;
    const { key, name } = field;
    if (name === '__typename') {
      if (!isObjectType(type)) return INVALID;
      result[key] = type.name;
    } else if (name === '__schema' || name === '__type') {
      result[key] = completion.introspect(field);
    } else {
      const value = Object.hasOwn(data, key) ? data[key] : null;
      const completed = completeValue(value, field.type, field, completion, { before: path, key }, type);
      if (completed === INVALID) return INVALID;
      result[key] = completed;
    }
  }
  return result;
}

function completeValue(
  value: unknown,
  type: GraphQLOutputType,
  field: FieldShape,
  completion: Completion,
  path: NonNullable<Path>,
  parent: GraphQLCompositeType,
): unknown {
  if (isNonNullType(type)) {
    const errorsBefore = completion.errors.length;
    const completed = completeValue(value, type.ofType, field, completion, path, parent);
    if (completed !== null) return completed;
    if (completion.errors.length === errorsBefore) {
      report(completion, `Cannot return null for non-nullable field ${parent.name}.${field.name}.`, path);
    }
    return INVALID;
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    if (!Array.isArray(value))
      return report(completion, `Expected a list for ${parent.name}.${field.name}.`, path);
    const list: unknown[] = new Array(value.length);
    let isValid = true;
    for (let index = 0; index < value.length; index++) {
      const item = completeValue(
        value[index],
        type.ofType,
        field,
        completion,
        { before: path, key: index },
        parent,
      );
      if (item === INVALID) isValid = false;
      list[index] = item;
    }
    return isValid ? list : null;
  }
  if (!isCompositeType(type)) {
    if (isLeafValue(value, type as GraphQLLeafType)) return value;
    return report(completion, `Invalid value found for field ${parent.name}.${field.name}.`, path);
  }
  if (typeof value !== 'object' || Array.isArray(value) || !field.below) {
    return report(completion, `Expected an object for ${parent.name}.${field.name}.`, path);
  }
  const object = value as Json;
  const actual = typeOf(object, type, field.below);
  if (!actual) return report(completion, `Invalid type found for field ${parent.name}.${field.name}.`, path);
  const completed = completeObject(object, field.below, actual, completion, path);
  return completed === INVALID ? null : completed;
}

/** The type that an object says it has, or the one that its place has; undefined when clients may not know the type. */
function typeOf(
  object: Json,
  declared: GraphQLCompositeType,
  shape: Shape,
): GraphQLCompositeType | undefined {
  const name = Object.hasOwn(object, '__typename') ? object.__typename : undefined;
  if (name === undefined || name === null || name === declared.name) return declared;
  const type = typeof name === 'string' ? shape.schema.getType(name) : undefined;
  return isCompositeType(type) ? type : undefined;
}

const INT_LIMIT = 2 ** 31;

function isLeafValue(value: unknown, type: GraphQLLeafType): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) != null;
  switch (type.name) {
    case 'String':
      return typeof value === 'string';
    case 'ID':
      return typeof value === 'string' || typeof value === 'number';
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Int':
      return Number.isInteger(value) && (value as number) >= -INT_LIMIT && (value as number) < INT_LIMIT;
    case 'Float':
      return typeof value === 'number';
    default:
      return true;
  }
}

function report(completion: Completion, message: string, path: Path): null {
  const keys: (string | number)[] = [];
  for (let at = path; at; at = at.before) keys.unshift(at.key);
  const extensions = { code: 'INTERNAL_ERROR', remedy: errorCatalogue.INTERNAL_ERROR.remedy };
  completion.errors.push(new GraphQLError(message, { path: keys, extensions }));
  return null;
}
