import { randomUUID } from 'node:crypto';
import type { Change } from './change.ts';
import type { Protocol, Route } from './entities.ts';
import { parentId } from './kinds.ts';
import { layers } from './layers.ts';

/** One request of a change. Most changes are one; a new route with plugins of its own is two. */
export interface Operation {
  change: Change;
  layer: number;
  verb: 'create' | 'put' | 'delete';
  entity: Change['entity'];
  /** Whether the change is done with it. */
  last: boolean;
}

const OPENING_HEADER = 'x-apim-not-open-yet';
const httpProtocols = new Set<Protocol>(['http', 'https', 'grpc', 'grpcs']);

/**
 * The requests of a plan by layer, lowest first. A new route whose own plugins are yet to come is first
 * written so that it matches nothing (it asks for a header with a random value), and opened after them:
 * it never serves a request without its guards, not even when they are refused.
 */
export function operationsByLayer(changes: readonly Change[]): Operation[][] {
  const guarded = new Set<string>();
  for (const { action, kind, entity } of changes) {
    const route = kind === 'plugin' && action !== 'delete' ? parentId(entity, 'route') : undefined;
    if (route) guarded.add(route);
  }
  const byLayer = new Map<number, Operation[]>();
  for (const change of changes) {
    for (const operation of operationsOf(change, guarded)) {
      const layer = byLayer.get(operation.layer);
      if (layer) layer.push(operation);
      else byLayer.set(operation.layer, [operation]);
    }
  }
  return [...byLayer].sort(([left], [right]) => left - right).map(([, operations]) => operations);
}

function operationsOf(change: Change, guarded: ReadonlySet<string>): Operation[] {
  const { action, layer, entity } = change;
  if (change.cascadeOf !== undefined) return [];
  if (action === 'delete') return [{ change, layer, verb: 'delete', entity, last: true }];
  if (action === 'update') return [{ change, layer, verb: 'put', entity, last: true }];
  if (change.kind === 'route' && guarded.has(change.id) && speaksHttp(entity as Route))
    return [
      { change, layer, verb: 'create', entity: closed(entity as Route), last: false },
      { change, layer: layers.openRoutes, verb: 'put', entity, last: true },
    ];
  return [{ change, layer, verb: 'create', entity, last: true }];
}

/** The stream protocols know no headers. */
function speaksHttp(route: Route): boolean {
  return (route.protocols ?? []).every((protocol) => httpProtocols.has(protocol));
}

function closed(route: Route): Route {
  return { ...route, headers: { ...route.headers, [OPENING_HEADER]: [randomUUID()] } };
}
