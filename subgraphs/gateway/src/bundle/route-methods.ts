import type { ApiBundle, BundleRoute } from './api-bundle.ts';

/**
 * The methods that an operation's route takes: its own; HEAD with GET, which is GET without the body (RFC 9110, 9.3.2); and
 * OPTIONS on one route of each path where the cors plugin answers preflights. What the document describes itself comes first.
 */
export function routeMethods({ routes, plugins }: ApiBundle): (route: BundleRoute) => string[] {
  const described = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  const isDescribed = (method: string, path: string): boolean => described.has(`${method} ${path}`);
  const cors = plugins.filter(({ name }) => name === 'cors');
  const isEverywhere = cors.some(({ place }) => place === 'service');
  const withCors = new Set(cors.map(({ operationId }) => operationId));
  const hasCors = ({ operationId }: BundleRoute): boolean => isEverywhere || withCors.has(operationId);
  const preflights = new Map<string, BundleRoute>();
  for (const route of routes) {
    if (hasCors(route) && !preflights.has(route.path)) preflights.set(route.path, route);
  }
  return (route) => {
    const { method, path } = route;
    const methods = [method];
    if (method === 'GET' && !isDescribed('HEAD', path)) methods.push('HEAD');
    if (preflights.get(path) === route && !isDescribed('OPTIONS', path)) methods.push('OPTIONS');
    return methods;
  };
}
