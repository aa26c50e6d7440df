import type { Gateway } from '../gateway.ts';
import { notFound, plain } from '../store/kong-error.ts';
import { list } from './collection.ts';
import { ok, type Methods } from './context.ts';

/** `/upstreams/X/health` and `/upstreams/X/targets/…`: the emulator checks no health, so every target is as it was written. */
export function upstreamExtras(gateway: Gateway, segments: readonly string[]): Methods | undefined {
  const [head, key = '', kind, ...rest] = segments;
  if (head !== 'upstreams' || kind === undefined) return undefined;
  const path = [kind, ...rest].join('/');
  const isHealth = path === 'health';
  const action = /^targets\/([^/]+)(?:\/[^/]+)?\/(healthy|unhealthy)$/.exec(path);
  if (!isHealth && path !== 'targets/all' && !action) return undefined;
  const upstream = gateway.entities.find(gateway.store.table('upstreams'), key);
  if (!upstream) throw notFound();
  const table = gateway.store.table('targets');
  const children = table.children('upstream', upstream.id);
  if (action) {
    return {
      PUT: () => {
        const named = table.findTwin({ upstream: { id: upstream.id }, target: action[1] ?? '' });
        if (!named && !children.has(action[1] ?? '')) throw notFound();
        throw plain(400, `Upstream ${String(upstream.name)} has no balancer`);
      },
    };
  }
  return {
    GET: (call) => {
      const answer = list(call, table, children);
      return isHealth ? ok({ ...(answer.body as object), node_id: gateway.nodeId }) : answer;
    },
  };
}
