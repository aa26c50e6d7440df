import { entityId, tagsFor, type EntitySet, type Plugin, type Route, type Service } from '../src/index.ts';

/** What a test wants in a gateway, small enough to generate. */
export interface Shape {
  apis: {
    key: number;
    port: number;
    guard: boolean;
    operations: { key: number; guard: boolean; methods: string[] }[];
  }[];
  applications: { key: number; keys: number[]; groups: number[] }[];
  upstreams: { key: number; targets: number[] }[];
}

/** Builds the desired state of a shape; names carry the gateway's id, so that several gateways' states fit one Kong. */
export function desiredOf(gatewayId: string, shape: Shape): Required<EntitySet> {
  const id = (kind: Parameters<typeof entityId>[1], own: string) => entityId(gatewayId, kind, own);
  const name = (own: string) => `${own}-${gatewayId}`;
  const services: Service[] = [];
  const routes: Route[] = [];
  const plugins: Plugin[] = [];
  for (const api of shape.apis) {
    const unit = `api-${api.key}`;
    const tags = tagsFor({ gatewayId, unit, apiId: String(api.key) });
    const service = { id: id('service', unit) };
    services.push({ ...service, tags, name: name(unit), host: 'upstream.invalid', port: api.port });
    if (api.guard) plugins.push({ id: id('plugin', `${unit}:key-auth`), tags, name: 'key-auth', service });
    for (const operation of api.operations) {
      const own = `${unit}-${operation.key}`;
      const route = { id: id('route', own) };
      routes.push({
        ...route,
        tags,
        name: name(own),
        service,
        paths: [`/${gatewayId}/${own}`],
        methods: operation.methods,
      });
      if (operation.guard) {
        const config = { allow: [unit], hide_groups_header: true };
        plugins.push({ id: id('plugin', `${own}:acl`), tags, name: 'acl', route, config });
      }
    }
  }
  const applications = shape.applications.map((application) => {
    const unit = `application-${application.key}`;
    return {
      ...application,
      unit,
      tags: tagsFor({ gatewayId, unit }),
      consumer: { id: id('consumer', unit) },
    };
  });
  return {
    service: services,
    route: routes,
    plugin: plugins,
    consumer: applications.map(({ unit, tags, consumer }) => ({ ...consumer, tags, username: name(unit) })),
    keyauth_credential: applications.flatMap(({ unit, tags, consumer, keys }) =>
      keys.map((key) => ({
        id: id('keyauth_credential', `${unit}-${key}`),
        tags,
        consumer,
        key: name(`${unit}-${key}`),
      })),
    ),
    jwt_secret: applications.flatMap(({ unit, tags, consumer, groups }) =>
      groups.map((group) => ({
        id: id('jwt_secret', `${unit}-${group}`),
        tags,
        consumer,
        key: name(`${unit}-${group}`),
        algorithm: 'HS256',
        secret: 'of a test',
      })),
    ),
    acl: applications.flatMap(({ unit, tags, consumer, groups }) =>
      groups.map((group) => ({ id: id('acl', `${unit}-${group}`), tags, consumer, group: `api-${group}` })),
    ),
    upstream: shape.upstreams.map(({ key }) => ({
      id: id('upstream', String(key)),
      tags: tagsFor({ gatewayId, unit: 'platform' }),
      name: `u${key}-${gatewayId}.test`,
    })),
    target: shape.upstreams.flatMap(({ key, targets }) =>
      targets.map((port) => ({
        id: id('target', `${key}-${port}`),
        tags: tagsFor({ gatewayId, unit: 'platform' }),
        upstream: { id: id('upstream', String(key)) },
        target: `127.0.0.1:${port}`,
      })),
    ),
  };
}

/** Nothing at all. */
export const emptyShape: Shape = { apis: [], applications: [], upstreams: [] };
