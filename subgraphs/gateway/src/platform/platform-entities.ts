import { entityId, tagsFor, type EntitySet, type Plugin } from 'kong-admin-client';
import { rewriteLua } from './rewrite.ts';

export const PLATFORM_UNIT = 'platform';

/** Where a gateway's access log goes; absent when no analytics are wanted. */
export interface AccessLog {
  url: string;
  token: string;
}

/** Path of the route whose answer tells which generation a proxy serves. */
export const markerPath = (gatewayId: string): string => `/.apim/generation/${gatewayId}`;

/**
 * What every gateway of ours has: the global code that removes forged headers and digests keys, the access log, and the marker route,
 * which answers the generation as its message.
 */
export function platformEntities(gatewayId: string, generation: number, accessLog?: AccessLog): EntitySet {
  const tags = tagsFor({ gatewayId, unit: PLATFORM_UNIT });
  const plugin = (name: string, config: Plugin['config'], route?: Plugin['route']): Plugin => ({
    id: entityId(gatewayId, 'plugin', `${PLATFORM_UNIT}/${name}`),
    name,
    ...(route && { route }),
    config,
    enabled: true,
    tags,
  });
  const marker = { id: entityId(gatewayId, 'route', `${PLATFORM_UNIT}/generation`) };
  return {
    route: [
      {
        ...marker,
        name: `apim-generation-${gatewayId}`,
        protocols: ['http', 'https'],
        methods: ['GET'],
        paths: [markerPath(gatewayId)],
        strip_path: false,
        preserve_host: false,
        tags,
      },
    ],
    plugin: [
      plugin('pre-function', { rewrite: [rewriteLua] }),
      ...(accessLog ? [plugin('http-log', accessLogConfig(accessLog))] : []),
      plugin('request-termination', { status_code: 200, message: String(generation) }, marker),
    ],
  };
}

/** Headers may hold keys, and no analysis needs them: they are left out of what is sent. */
const accessLogConfig = ({ url, token }: AccessLog): Plugin['config'] => ({
  http_endpoint: url,
  method: 'POST',
  content_type: 'application/json',
  timeout: 5_000,
  headers: { Authorization: `Bearer ${token}` },
  custom_fields_by_lua: { 'request.headers': 'return nil', 'response.headers': 'return nil' },
  queue: { max_batch_size: 200, max_coalescing_delay: 1, max_entries: 10_000, max_retry_time: 60 },
});
