import { createHash } from 'node:crypto';
import { canonicalJson } from 'kong-admin-client';
import { checkUpstream, type UpstreamRules } from '../upstream/check-upstream.ts';
import { regexPathOf, regexPriorityOf, routeTemplate } from './path-pattern.ts';

/** What an API must become, the same for every gateway; its hash names a revision. */
export interface ApiBundle {
  apiId: string;
  organizationId: string;
  projectId: string;
  slug: string;
  service: { protocol: 'http' | 'https'; host: string; port: number };
  routes: BundleRoute[];
  plugins: BundlePlugin[];
}

export interface BundleRoute {
  operationId: string;
  method: string;
  path: string;
  priority: number;
}

/** A plugin on the API's service or on the route of one operation. */
export interface BundlePlugin {
  place: 'service' | 'route';
  operationId: string | null;
  /** Whose requests it holds for; everybody's when absent. */
  applicationId?: string;
  name: string;
  config: Record<string, unknown>;
}

export interface BundleSource {
  api: {
    id: string;
    organizationId: string;
    projectId: string;
    slug: string;
    basePath: string;
    upstreamUrl: string;
  };
  /** In the document's order. */
  operations: readonly { id: string; method: string; path: string }[];
  plugins: readonly BundlePlugin[];
}

/** Pure: the same API, operations and plugins give the same bundle. */
export function bundleApi({ api, operations, plugins }: BundleSource, rules: UpstreamRules): ApiBundle {
  const { id: apiId, organizationId, projectId, slug, basePath } = api;
  const { protocol, host, port } = checkUpstream(api.upstreamUrl, rules);
  const routes = routableOperations(operations).map(({ id, method, path }) => ({
    operationId: id,
    method,
    path: regexPathOf(basePath, path),
    priority: regexPriorityOf(path),
  }));
  const routed = new Set(routes.map(({ operationId }) => operationId));
  const placed = plugins
    .filter(({ place, operationId }) => place === 'service' || (operationId && routed.has(operationId)))
    .map(({ place, operationId, applicationId, name, config }) => ({
      place,
      operationId,
      ...(applicationId && { applicationId }),
      name,
      config,
    }));
  return {
    apiId,
    organizationId,
    projectId,
    slug,
    service: { protocol, host, port },
    routes,
    plugins: placed,
  };
}

/** Operations that get a route: of several that match the same requests the first, and none whose method Kong cannot take. */
export function routableOperations<T extends { method: string; path: string }>(
  operations: readonly T[],
): T[] {
  const taken = new Set<string>();
  return operations.filter(({ method, path }) => {
    const template = `${method} ${routeTemplate(path)}`;
    if (!/^[A-Z]+$/.test(method) || taken.has(template)) return false;
    taken.add(template);
    return true;
  });
}

/** The canonical text of a bundle and its SHA-256 in hex, the revision's name. */
export function nameBundle(bundle: ApiBundle): { text: string; hash: string } {
  const text = canonicalJson(bundle);
  return { text, hash: createHash('sha256').update(text).digest('hex') };
}
