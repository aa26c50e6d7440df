import type { ConfigurationIssue, LuaData, OperationDefinition, ParameterDefinition } from '@apim/sdk';
import { SchemaCompiler, type SchemaProblem } from './schema/schema-compiler.ts';
import { hasOpenNames, shapeOf, type ValueShape } from './schema/value-shape.ts';

/** What the code on the gateway checks, and what it cannot. */
export interface ValidationData {
  readonly data: { readonly [key: string]: LuaData | undefined };
  readonly problems: readonly SchemaProblem[];
}

type Tell = (at: string, message: string) => void;

/** The part of the code's data that follows from an operation. Throws when it is too large for a gateway. */
export function validationData(path: string, definition: OperationDefinition): ValidationData {
  const compiler = new SchemaCompiler(definition.schemas);
  const told: SchemaProblem[] = [];
  const tell: Tell = (at, message) => void told.push({ at, message });
  const template = templateOf(path, tell);
  const parameters = definition.parameters.map((one) => parameterData(one, definition, compiler, tell));
  const named = new Set(template.flatMap(({ names = [] }) => names));
  for (const { in: place, name } of definition.parameters) {
    if (place === 'path' && !named.has(name)) tell(`path ${name}`, 'is no part of the path');
  }
  const body = definition.requestBody;
  const media = Object.entries(body?.content ?? {}).map(([type, { schema }]) =>
    mediaData(type, schema, definition, compiler, tell),
  );
  const nodes = compiler.finish();
  return {
    data: {
      template,
      parameters: parameters.filter((one) => one['place'] !== 'path' || named.has(one['name'] as string)),
      ...(body && { body: { required: body.required, media: media.sort(bySpecificity) } }),
      nodes: nodes as unknown as LuaData,
    },
    problems: [...told, ...compiler.problems],
  };
}

/** The problems as issues of the setting that lets them be: warnings once it does. */
export const issuesOf = (problems: readonly SchemaProblem[], isIgnored: boolean): ConfigurationIssue[] =>
  problems.map(({ at, message }) =>
    isIgnored
      ? { path: 'unsupported', message: `${at} ${message}; it is left unchecked`, severity: 'WARNING' }
      : {
          path: 'unsupported',
          message: `${at} ${message}; correct the document, or set this to "ignore" to leave that unchecked`,
        },
  );

const literal = (text: string) => text.replaceAll(/[!-/:-@[-`{-~]/g, '%$&');

type Segment = { pattern?: string; names?: string[] };

/** The segments of a path, those with parameters as patterns of Lua. */
function templateOf(path: string, tell: Tell): Segment[] {
  return path
    .split('/')
    .slice(1)
    .map((segment) => {
      const names = [...segment.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name ?? '');
      if (names.length === 0) return {};
      if (names.length > 3) {
        tell(`path ${names.join(', ')}`, 'are more than three parameters of one segment');
        return {};
      }
      const parts = segment.split(/\{[^}]*\}/).map(literal);
      return { pattern: `^${parts.join('(.+)')}$`, names };
    });
}

const isJson = (type: string) => /^application\/json$|^text\/json$|^[\w.-]+\/[\w.-]+\+json$/.test(type);
const mediaName = (type: string) => (type.split(';', 1)[0] ?? '').trim().toLowerCase();

function parameterData(
  { name, in: place, required, style, explode, schema }: ParameterDefinition,
  { schemas }: OperationDefinition,
  compiler: SchemaCompiler,
  tell: Tell,
): { [key: string]: LuaData | undefined } {
  const at = `${place} ${name}`;
  const shape = shapeOf(schema ?? true, schemas);
  const isDocument = style.includes('/');
  if (isDocument && !isJson(mediaName(style))) tell(at, `is of type ${style}, which the gateway cannot read`);
  const readable = isDocument || isReadable(style, shape, place);
  if (!readable) tell(at, `has a value that cannot be read in style ${style}`);
  if (place === 'query' && style === 'form' && explode && hasOpenNames(shape)) {
    tell(at, 'has members of any name, which cannot be told from other parameters');
  }
  const checks = schema !== undefined && readable && (!isDocument || isJson(mediaName(style)));
  return {
    name,
    place,
    required,
    style,
    explode,
    json: isDocument && isJson(mediaName(style)) ? true : undefined,
    shape: readable ? (shape as unknown as LuaData) : { kinds: ['string'] },
    node: checks ? compiler.add(schema, at) : undefined,
  };
}

/** Whether a style can carry such a value; lists and objects within lists have no text of their own. */
function isReadable(style: string, shape: ValueShape, place: string): boolean {
  const isNested = (inner: ValueShape | undefined) =>
    inner?.items !== undefined || inner?.props !== undefined;
  if (shape.items) return !isNested(shape.items) && style !== 'deepObject';
  if (!shape.props) return style !== 'deepObject';
  const nested = [...Object.values(shape.props), shape.rest].filter((inner) => isNested(inner));
  if (style === 'deepObject')
    return nested.every((inner) => inner?.props === undefined && !isNested(inner?.items));
  return nested.length === 0 && (style === 'simple' || (style === 'form' && place !== 'cookie'));
}

type Media = { type: string; kind: string; range?: string; node?: number; shape?: LuaData };

function mediaData(
  name: string,
  schema: unknown,
  { schemas }: OperationDefinition,
  compiler: SchemaCompiler,
  tell: Tell,
): Media {
  const type = mediaName(name);
  const at = `body ${type}`;
  const range = /^[^*]+\/\*$/.test(type) ? type.slice(0, -1) : undefined;
  const base = { type, ...(range !== undefined && { range }) };
  const says =
    schema !== undefined &&
    schema !== true &&
    !(typeof schema === 'object' && Object.keys(schema ?? {}).length === 0);
  if (isJson(type)) return { ...base, kind: 'json', ...(says && { node: compiler.add(schema, at) }) };
  if (!says || isBytes(schema)) return { ...base, kind: 'any' };
  if (type === 'application/x-www-form-urlencoded') {
    const shape = shapeOf(schema, schemas);
    if (shape.props)
      return { ...base, kind: 'form', shape: shape as unknown as LuaData, node: compiler.add(schema, at) };
  }
  if (type.startsWith('text/') && !type.endsWith('xml') && shapeOf(schema, schemas).kinds[0] === 'string') {
    return { ...base, kind: 'text', node: compiler.add(schema, at) };
  }
  tell(at, 'is of a type whose content the gateway cannot check');
  return { ...base, kind: 'any' };
}

const isBytes = (schema: unknown): boolean =>
  typeof schema === 'object' &&
  schema !== null &&
  'type' in schema &&
  schema.type === 'string' &&
  Object.keys(schema).every((key) =>
    ['type', 'format', 'contentMediaType', 'contentEncoding', 'examples'].includes(key),
  );

/** Exact types ahead of ranges, and those ahead of every type. */
function bySpecificity(a: Media, b: Media): number {
  const rank = ({ type, range }: Media) => (type === '*/*' ? 2 : range === undefined ? 0 : 1);
  return rank(a) - rank(b);
}
