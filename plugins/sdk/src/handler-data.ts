import type { LuaData } from './lua/literal.ts';
import type { Policy } from './policy.ts';

/** What translated handlers find as `config`: the parsed configuration, the upstreams to choose from, the policy's name. */
export function handlerData(policy: Policy, configuration: Record<string, unknown>): LuaData {
  const upstreams = Object.entries(policy.upstreams?.(configuration) ?? {});
  return {
    policy: policy.name,
    configuration: node(configuration),
    upstreams: Object.fromEntries(upstreams.map(([name, url]) => [name, target(name, url)])),
  };
}

/** `["o", name, value, …]`, `["a", value, …]` and `["n"]`: Lua's tables alone could tell neither order, list nor null. */
function node(value: unknown): LuaData {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null) return ['n'];
  if (Array.isArray(value)) return ['a', ...value.map((item) => node(item ?? null))];
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} cannot be handed to a handler`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return ['o', ...members.flatMap(([name, member]) => [name, node(member)])];
}

function target(name: string, address: string): LuaData {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Error(`upstream ${name}: ${JSON.stringify(address)} must be an http or https address`);
  }
  const scheme = url.protocol.slice(0, -1);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  return { scheme, host, port, prefix: url.pathname.replace(/\/+$/, '') };
}
