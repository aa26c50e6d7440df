import { z } from 'zod';
import type { AccessEvent } from '../event.ts';

const tagged = z.object({ tags: z.array(z.string()).nullish() });

/** The part of Kong's log entry that is used (`kong.log.serialize`, Kong 3.9). Headers, which hold secrets, are not read. */
const kongLog = z.object({
  started_at: z.number().int().positive(),
  client_ip: z.string().max(64).default(''),
  request: z.object({
    id: z.string().min(1).max(64),
    method: z.string().max(32).default(''),
    uri: z.string().default(''),
    size: z.coerce.number().int().min(0).default(0),
  }),
  response: z.object({
    status: z.number().int().min(0).max(999),
    size: z.coerce.number().int().min(0).default(0),
  }),
  latencies: z.object({ request: z.number(), proxy: z.number() }),
  route: tagged.nullish(),
  service: tagged.nullish(),
  consumer: tagged.extend({ custom_id: z.string().nullish() }).nullish(),
});

const PATH_LIMIT = 2_000;

/** The platform's own probes are no traffic. */
const PLATFORM_UNIT = 'apim-unit:platform';

/** What a log entry tells: an event, `ignored` for the platform's own requests, or the problem with its path. */
export type Reading = { event: AccessEvent } | { ignored: true } | { problem: string };

/** Reads one entry of Kong's http-log; whose it is comes from the tags that the gateway manager set on route, service and consumer. */
export function readKongLog(entry: unknown): Reading {
  const result = kongLog.safeParse(entry);
  if (!result.success) {
    const [issue] = result.error.issues;
    return { problem: `${issue?.path.join('.') || 'entry'}: ${issue?.message}` };
  }
  const { request, response, latencies, route, service, consumer, started_at, client_ip } = result.data;
  const tags = [...(route?.tags ?? []), ...(service?.tags ?? [])];
  if (tags.includes(PLATFORM_UNIT)) return { ignored: true };
  return {
    event: {
      id: request.id,
      at: new Date(started_at),
      organizationId: valueOf(tags, 'org'),
      projectId: valueOf(tags, 'project'),
      apiId: valueOf(tags, 'api'),
      operationId: valueOf(tags, 'operation'),
      applicationId: consumer?.custom_id ?? null,
      consumerOrganizationId: valueOf(consumer?.tags ?? [], 'org'),
      method: request.method,
      path: (request.uri.split('?', 1)[0] ?? '').slice(0, PATH_LIMIT),
      status: response.status,
      latencyMs: Math.max(0, Math.round(latencies.request)),
      upstreamLatencyMs: latencies.proxy < 0 ? null : Math.round(latencies.proxy),
      bytesIn: request.size,
      bytesOut: response.size,
      clientAddress: client_ip,
    },
  };
}

function valueOf(tags: readonly string[], name: string): string | null {
  const tag = tags.find((candidate) => candidate.startsWith(`${name}:`));
  return tag ? tag.slice(name.length + 1) : null;
}
