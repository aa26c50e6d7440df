import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildASTSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { root } from './installation.ts';

export interface Answer {
  data: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}
export type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>;

/** Values under which a call passes every check but that of the id; by name of the input's field. */
const samples: Record<string, unknown> = {
  document: JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: 'https://example.com' }],
    paths: { '/a': { get: { responses: { 200: { description: 'ok' } } } } },
  }),
  environment: 'DEV',
  kind: 'PROJECT',
  policy: 'rate-limit',
  configuration: { minute: 1 },
  email: 'someone@example.org',
  password: 'a-long-enough-password',
  role: 'viewer',
  slug: 'some-slug',
  name: 'Some name',
  expiresInDays: 1,
  operationKey: 'GET /a',
  stepSeconds: 60,
  first: 10,
};

/** A place of an input that takes an id: the path from the argument, such as `input.scope.id`. */
function idPaths(name: string, type: GraphQLInputType, depth = 0): string[] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [name];
  if (!isInputObjectType(named) || depth > 3) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    idPaths(`${name}.${field.name}`, field.type, depth + 1),
  );
}

function valueOf(
  path: string,
  input: GraphQLArgument | GraphQLInputField,
  ids: Record<string, string>,
  fallback: string,
): unknown {
  const type = isNonNullType(input.type) ? input.type.ofType : input.type;
  const named = getNamedType(type);
  if (named.name === 'ID') return ids[path] ?? (isNonNullType(input.type) ? fallback : undefined);
  if (isInputObjectType(named)) {
    return Object.fromEntries(
      Object.values(named.getFields()).map((field) => [
        field.name,
        valueOf(`${path}.${field.name}`, field, ids, fallback),
      ]),
    );
  }
  if (input.name in samples) return samples[input.name];
  if (!isNonNullType(input.type)) return undefined;
  if (isListType(type)) return [];
  if (isEnumType(named)) return named.getValues()[0]?.value;
  return {
    String: 'some text',
    Int: 1,
    Float: 1,
    Boolean: true,
    JSON: {},
    DateTime: new Date().toISOString(),
  }[named.name];
}

/** All scalars of a type, and those of objects that it leads to without arguments. */
function selectionOf(field: GraphQLField<unknown, unknown>, depth = 0): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return '';
  const parts = Object.values(type.getFields()).flatMap((inner) => {
    const isObject = isObjectType(getNamedType(inner.type));
    if (isObject && depth >= 2) return [];
    const selection = selectionOf(inner, depth + 1);
    return isObject && selection === '' ? [] : [`${inner.name}${selection}`];
  });
  return parts.length > 0 ? ` { ${parts.join(' ')} }` : '';
}

export interface Case {
  name: string;
  operation: 'query' | 'mutation';
  field: GraphQLField<unknown, unknown>;
  path: string;
}

/** A case for each place of each query and mutation of the composed graph that takes an id. */
export async function cases(): Promise<Case[]> {
  const supergraph = await readFile(join(root, 'supergraph/supergraph.graphql'), 'utf8');
  const built = buildASTSchema(parse(supergraph), { assumeValidSDL: true });
  const isHidden = (field: GraphQLField<unknown, unknown>) =>
    field.astNode?.directives?.some(({ name }) => name.value === 'inaccessible');
  return [
    ['query' as const, built.getQueryType()] as const,
    ['mutation' as const, built.getMutationType()] as const,
  ].flatMap(([operation, type]) =>
    Object.values(type?.getFields() ?? {})
      .filter((field) => !isHidden(field))
      .flatMap((field) =>
        field.args
          .flatMap((argument) => idPaths(argument.name, argument.type))
          .map((path) => ({ name: `${field.name}(${path})`, operation, field, path })),
      ),
  );
}

/** Calls with what is required; with everything when that alone is refused, as some optional arguments go together. */
export async function call(ask: Ask, one: Case, id: string): Promise<string> {
  const isNeeded = ({ name, type }: GraphQLArgument) =>
    isNonNullType(type) || one.path.split('.')[0] === name;
  const answer = await callWith(ask, one, id, isNeeded);
  return answer.includes('INVALID_INPUT') ? callWith(ask, one, id, () => true) : answer;
}

async function callWith(
  ask: Ask,
  { operation, field, path }: Case,
  id: string,
  isGiven: (argument: GraphQLArgument) => boolean,
): Promise<string> {
  const given = field.args.filter(isGiven);
  const variables = Object.fromEntries(
    given.map((argument) => [argument.name, valueOf(argument.name, argument, { [path]: id }, id)]),
  );
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const answer = await ask(
    `${operation} (${declared}) { ${field.name}(${passed})${selectionOf(field)} }`,
    variables,
  );
  return JSON.stringify(answer).replaceAll(id, '<id>');
}
