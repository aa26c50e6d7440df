import 'reflect-metadata';
import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { DomainError } from './errors.ts';

/** A point in time: a Date in services, ISO 8601 with milliseconds and Z on the wire. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A point in time, ISO 8601 in UTC.',
  serialize: (value) => new Date(value as string | Date).toISOString(),
  parseValue: (value) => parseDate(value),
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
});

function parseDate(value: unknown): Date {
  const date = typeof value === 'string' ? new Date(value) : new Date(NaN);
  if (Number.isNaN(date.getTime())) {
    throw new DomainError('INVALID_INPUT', 'A time must be ISO 8601, such as 2026-11-24T10:00:00Z.');
  }
  return date;
}

/** Any JSON value; keys that could reach a prototype are refused. */
export const JsonValue = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => refusePrototypeKeys(value),
  parseLiteral: (node, variables) => refusePrototypeKeys(valueFromASTUntyped(node, variables)),
});

function refusePrototypeKeys(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      throw new DomainError(
        'INVALID_INPUT',
        `The key ${JSON.stringify(key)} is not admitted in JSON values.`,
      );
    }
    refusePrototypeKeys(item);
  }
  return value;
}
