import { applyRewrites } from '@apollo/gateway/dist/dataRewrites.js';
import type { FetchNode } from '@apollo/query-planner';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { DomainError } from '@apim/kit/errors';
import type { CallContext, DataSource } from '../data-source.ts';
import { hidden, publicSubgraphError, type ErrorPath, type SubgraphError } from '../errors.ts';
import type { Log } from '../log.ts';
import { placesOf, type Cursor } from './cursor.ts';
import { copyOf, mergeInto } from './merge.ts';
import { representationOf } from './representations.ts';

type Json = Record<string, unknown>;

/** One run of one plan. */
export interface Run {
  schema: GraphQLSchema;
  dataSources: ReadonlyMap<string, DataSource>;
  /** As the client sent them. */
  rawVariables: Json;
  /** With defaults, for conditions. */
  variables: Json;
  context: CallContext;
  log: Log;
  errors: GraphQLError[];
}

/** Runs one fetch of a plan, merging what comes into the response; what fails is added to the run's errors. */
export async function runFetch(fetch: FetchNode, cursor: Cursor, run: Run): Promise<void> {
  const pathOf = (path: unknown) => [...cursor.path, ...(isPath(path) ? path : [])];
  try {
    if (fetch.requires) await fetchEntities(fetch, cursor, run);
    else {
      const body = bodyOf(fetch, variableParts(fetch, run));
      const { data, errors } = await send(fetch, body, run);
      addErrors(errors, fetch, run, (error) => [isPath(error.path) ? pathOf(error.path) : undefined]);
      if (!data) return;
      applyRewrites(run.schema, fetch.outputRewrites, data);
      for (const object of cursor.objects) mergeInto(object, data);
    }
  } catch (error) {
    const path = cursor.path.includes('@') || cursor.path.length === 0 ? undefined : cursor.path;
    run.errors.push(
      error instanceof DomainError
        ? new GraphQLError(error.message, { path, extensions: error.extensions })
        : hidden({ err: error, subgraph: fetch.serviceName }, path, run.log),
    );
  }
}

/** Asks for each distinct entity once, however often it occurs in the response. */
async function fetchEntities(fetch: FetchNode, cursor: Cursor, run: Run): Promise<void> {
  const indices = new Map<string, number>();
  const places: number[][] = [];
  cursor.objects.forEach((object, place) => {
    const representation = representationOf(run.schema, object, fetch.requires ?? []);
    if (!representation?.__typename) return;
    applyRewrites(run.schema, fetch.inputRewrites, representation);
    const text = JSON.stringify(representation);
    const index = indices.get(text);
    if (index === undefined) indices.set(text, places.push([place]) - 1);
    else places[index]?.push(place);
  });
  if (places.length === 0) return;
  const variables = [...variableParts(fetch, run), `"representations":[${[...indices.keys()].join(',')}]`];
  const { data, errors } = await send(fetch, bodyOf(fetch, variables), run);
  addErrors(errors, fetch, run, ({ path }) => {
    if (!isPath(path)) return [undefined];
    const [, index, ...rest] = path;
    if (typeof index !== 'number') return [cursor.path.includes('@') ? undefined : [...cursor.path, ...path]];
    const all = placesOf(cursor);
    return (places[index] ?? []).map((place) => [...(all[place] ?? []), ...rest]);
  });
  if (!data) return;
  const entities = data._entities;
  if (!Array.isArray(entities)) return;
  if (entities.length !== places.length)
    throw new Error(`Expected ${places.length} entities, got ${entities.length}.`);
  places.forEach((targets, index) => {
    const entity = entities[index] as Json | null;
    if (typeof entity !== 'object' || entity === null) return;
    // The last target may take the parsed entity as it is, the others need copies: objects are merged in place.
    targets.forEach((place, nth) => {
      const target = cursor.objects[place] as Json;
      const received = nth < targets.length - 1 ? copyOf(entity) : entity;
      if (!received.__typename) received.__typename = target.__typename;
      applyRewrites(run.schema, fetch.outputRewrites, received);
      mergeInto(target, received);
    });
  });
}

async function send(fetch: FetchNode, body: string, { dataSources, context }: Run) {
  const dataSource = dataSources.get(fetch.serviceName);
  if (!dataSource) throw new Error(`No data source for ${fetch.serviceName}.`);
  return dataSource.send(body, fetch.operationKind !== 'mutation', context);
}

function addErrors(
  errors: SubgraphError[] | undefined,
  fetch: FetchNode,
  run: Run,
  pathsOf: (error: SubgraphError) => (ErrorPath | undefined)[],
): void {
  for (const error of errors ?? []) {
    if (typeof error !== 'object' || error === null) continue;
    for (const path of pathsOf(error)) {
      run.errors.push(publicSubgraphError(error, fetch.serviceName, path, run.log));
    }
  }
}

/** `"name":value` for each variable that the fetch uses and the client gave. */
function variableParts({ variableUsages }: FetchNode, { rawVariables }: Run): string[] {
  if (!variableUsages?.length) return [];
  return variableUsages
    .filter((name) => Object.hasOwn(rawVariables, name) && rawVariables[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(rawVariables[name])}`);
}

const heads = new WeakMap<FetchNode, string>();

/** The request's text; all but the variables is the same each time. */
function bodyOf(fetch: FetchNode, variables: string[]): string {
  let head = heads.get(fetch);
  if (head === undefined) {
    const { operation: query, operationName } = fetch;
    head = `${JSON.stringify({ query, operationName }).slice(0, -1)},"variables":{`;
    heads.set(fetch, head);
  }
  return `${head}${variables.join(',')}}}`;
}

const isPath = (path: unknown): path is (string | number)[] =>
  Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number');
