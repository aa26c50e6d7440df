import { entityId, tagsFor, type EntitySet, type Plugin, type Route } from 'kong-admin-client';
import type { ApiBundle, BundlePlugin, BundleRoute } from './api-bundle.ts';
import { routeMethods } from './route-methods.ts';

export const apiUnit = (apiId: string): string => `api-${apiId}`;

/**
 * What a bundle is in one gateway: a service, a route for each operation, plugins on both. Of what holds for single
 * applications only that of those which the gateway knows.
 */
export function apiEntities(
  gatewayId: string,
  bundle: ApiBundle,
  applications: ReadonlySet<string>,
): EntitySet {
  const { apiId, organizationId, projectId, slug, service } = bundle;
  const ownership = { gatewayId, unit: apiUnit(apiId), organizationId, projectId, apiId };
  const serviceId = entityId(gatewayId, 'service', apiId);
  const routeId = (operationId: string) => entityId(gatewayId, 'route', operationId);
  const name = `api-${slug}-${shortId(apiId)}`;

  const methodsOf = routeMethods(bundle);

  const routeOf = (route: BundleRoute): Route => ({
    id: routeId(route.operationId),
    name: `${name}-${route.method}-${shortId(route.operationId)}`,
    service: { id: serviceId },
    protocols: ['http', 'https'],
    methods: methodsOf(route),
    paths: [route.path],
    regex_priority: route.priority,
    strip_path: false,
    preserve_host: false,
    tags: tagsFor({ ...ownership, operationId: route.operationId }),
  });

  const pluginOf = ({ place, operationId, applicationId, name: plugin, config }: BundlePlugin): Plugin => {
    const isOfRoute = place === 'route' && operationId !== null;
    const caller = applicationId ? `${applicationId}/` : '';
    return {
      id: entityId(gatewayId, 'plugin', `${caller}${isOfRoute ? operationId : apiId}/${plugin}`),
      name: plugin,
      ...(applicationId && { consumer: { id: entityId(gatewayId, 'consumer', applicationId) } }),
      ...(isOfRoute ? { route: { id: routeId(operationId) } } : { service: { id: serviceId } }),
      config,
      enabled: true,
      tags: tagsFor(isOfRoute ? { ...ownership, operationId } : ownership),
    };
  };

  return {
    service: [{ id: serviceId, name, ...service, path: null, tags: tagsFor(ownership) }],
    route: bundle.routes.map(routeOf),
    plugin: bundle.plugins
      .filter(({ applicationId }) => !applicationId || applications.has(applicationId))
      .map(pluginOf),
  };
}

/** The random end of a UUIDv7: enough to tell names apart. */
const shortId = (id: string): string => id.slice(-12);
