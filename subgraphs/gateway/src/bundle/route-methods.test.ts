import { expect, it } from 'vitest';
import type { ApiBundle, BundlePlugin, BundleRoute } from './api-bundle.ts';
import { routeMethods } from './route-methods.ts';

const route = (method: string, path: string): BundleRoute => ({
  operationId: `${method} ${path}`,
  method,
  path,
  priority: 0,
});
const cors = (operationId: string | null): BundlePlugin => ({
  place: operationId === null ? 'service' : 'route',
  operationId,
  name: 'cors',
  config: {},
});
const methodsOf = (routes: BundleRoute[], plugins: BundlePlugin[] = []): string[][] =>
  routes.map(routeMethods({ routes, plugins } as unknown as ApiBundle));

it('GET takes HEAD too, unless the document has a HEAD of its own', () => {
  expect(methodsOf([route('GET', '/a'), route('POST', '/a')])).toEqual([['GET', 'HEAD'], ['POST']]);
  expect(methodsOf([route('GET', '/a'), route('HEAD', '/a')])).toEqual([['GET'], ['HEAD']]);
});

it('one route of each path takes the preflights that cors answers', () => {
  const routes = [route('GET', '/a'), route('POST', '/a'), route('PUT', '/b')];
  expect(methodsOf(routes, [cors(null)])).toEqual([['GET', 'HEAD', 'OPTIONS'], ['POST'], ['PUT', 'OPTIONS']]);
  expect(methodsOf(routes, [cors('POST /a')])).toEqual([['GET', 'HEAD'], ['POST', 'OPTIONS'], ['PUT']]);
});

it('an OPTIONS that the document describes stays what it is', () => {
  expect(methodsOf([route('GET', '/a'), route('OPTIONS', '/a')], [cors(null)])).toEqual([
    ['GET', 'HEAD'],
    ['OPTIONS'],
  ]);
});
