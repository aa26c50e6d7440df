import type { Change } from 'kong-admin-client';
import { describe, expect, it } from 'vitest';
import { plannedName } from './planned-name.ts';

const operations = [
  { id: '1', key: 'GET /orders' },
  { id: '2', key: 'GET /orders/{id}' },
];
const change = (kind: Change['kind'], name: string, more: object) =>
  ({ kind, name, entity: { id: 'x', ...more } }) as Pick<Change, 'kind' | 'name' | 'entity'>;

describe('a planned change is named', () => {
  it.each([
    ['a route', change('route', 'api-orders-0-GET-2', { tags: ['apim', 'operation:2'] }), 'GET /orders/{id}'],
    ["a route's plugin", change('plugin', 'acl', { tags: ['operation:1'] }), 'acl on GET /orders'],
    ["an API's plugin", change('plugin', 'acl', { tags: ['apim'] }), 'acl'],
    ['a service', change('service', 'api-orders-0', { tags: ['apim'] }), 'api-orders-0'],
    [
      'a route whose operation is gone',
      change('route', 'api-orders-0-GET-9', {
        tags: ['operation:9'],
        methods: ['GET'],
        paths: ['~/orders/x$'],
      }),
      'GET ~/orders/x$',
    ],
  ])('as its operation where there is one: %s', (_what, planned, name) => {
    expect(plannedName(planned, operations)).toBe(name);
  });
});
