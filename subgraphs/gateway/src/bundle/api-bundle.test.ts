import { entityId } from 'kong-admin-client';
import { describe, expect, it } from 'vitest';
import { bundleApi, nameBundle, type BundleSource } from './api-bundle.ts';
import { apiEntities } from './api-entities.ts';
import { applicationEntities } from './application-entities.ts';

const rules = { allowed: [], reserved: [] };
const apiId = '01a20d6b-0000-7000-8000-00000000000a';
const gatewayId = '01a20d6b-0000-7000-8000-0000000000ff';
const source: BundleSource = {
  api: {
    id: apiId,
    organizationId: 'org-1',
    projectId: 'project-1',
    slug: 'orders',
    basePath: '/orders',
    upstreamUrl: 'https://orders.example.com/v1',
  },
  operations: [
    { id: 'operation-1', method: 'GET', path: '/a/{id}' },
    { id: 'operation-2', method: 'GET', path: '/a/{name}' },
    { id: 'operation-3', method: 'M-SEARCH', path: '/a' },
    { id: 'operation-4', method: 'POST', path: '/a' },
  ],
  plugins: [
    { place: 'service', operationId: null, name: 'acl', config: { b: 1, a: 2 } },
    { place: 'route', operationId: 'operation-4', name: 'acl', config: {} },
    { place: 'route', operationId: 'operation-2', name: 'acl', config: {} },
  ],
};

describe('a bundle', () => {
  it('routes each request to one operation, and holds no plugin of an operation that is not routed', () => {
    const bundle = bundleApi(source, rules);
    expect(bundle.routes.map(({ operationId }) => operationId)).toEqual(['operation-1', 'operation-4']);
    expect(bundle.plugins.map(({ operationId }) => operationId)).toEqual([null, 'operation-4']);
    expect(bundle.service).toEqual({ protocol: 'https', host: 'orders.example.com', port: 443 });
  });

  it('has the same name for the same content, whatever the order of keys, and another for any change', () => {
    const { hash } = nameBundle(bundleApi(source, rules));
    const [first, ...others] = source.plugins;
    const reordered = { ...source, plugins: [{ ...first!, config: { a: 2, b: 1 } }, ...others] };
    expect(nameBundle(bundleApi(reordered, rules)).hash).toBe(hash);
    const changed = { ...source, plugins: [{ ...first!, config: { a: 2, b: 2 } }, ...others] };
    expect(nameBundle(bundleApi(changed, rules)).hash).not.toBe(hash);
  });

  it('becomes tagged entities with ids of the gateway, unique names, and parents within the unit', () => {
    const entities = apiEntities(gatewayId, bundleApi(source, rules), new Set());
    const [service] = entities.service ?? [];
    expect(service).toMatchObject({ id: entityId(gatewayId, 'service', apiId), path: null, port: 443 });
    expect(entities.route?.[0]).toMatchObject({
      service: { id: service?.id },
      methods: ['GET', 'HEAD'],
      paths: ['~/orders/a/(?<id>[^/]+)$'],
      strip_path: false,
    });
    expect(entities.plugin?.map(({ route, service: parent }) => route?.id ?? parent?.id)).toEqual([
      service?.id,
      entities.route?.[1]?.id,
    ]);
    const all = [...(entities.service ?? []), ...(entities.route ?? []), ...(entities.plugin ?? [])];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { tags } of all) {
      expect(tags).toEqual(
        expect.arrayContaining(['apim', `apim-gateway:${gatewayId}`, `apim-unit:api-${apiId}`, 'org:org-1']),
      );
    }
  });

  it('of an application is its consumer with groups and digests; nothing of a deleted one', () => {
    const application = {
      applicationId: 'app-1',
      organizationId: 'org-1',
      deleted: false,
      groups: [`api-${apiId}`],
      keyDigests: [{ credentialId: 'credential-1', digest: 'ab'.repeat(32) }],
    };
    const { consumer, acl, keyauth_credential: keys } = applicationEntities(gatewayId, application);
    expect(consumer).toMatchObject([{ username: 'application-app-1', custom_id: 'app-1' }]);
    expect(acl?.map(({ group }) => group)).toEqual([`api-${apiId}`, 'application-app-1']);
    expect(new Set(acl?.map((group) => group.consumer.id))).toEqual(new Set([consumer?.[0]?.id]));
    expect(keys).toMatchObject([{ key: 'ab'.repeat(32) }]);
    expect(applicationEntities(gatewayId, { ...application, deleted: true })).toEqual({});
  });
});
