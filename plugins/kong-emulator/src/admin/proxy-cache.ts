import { responseStore, type ResponseStore, type StoredResponse } from '../plugins/response-store.ts';
import type { Json, Row } from '../schema/field.ts';
import type { Stored } from '../store/table.ts';
import { NginxError } from './body.ts';
import { ok, type AdminCall, type Methods } from './context.ts';

/** What nginx itself names in lower case where Kong lists an answer's lines. */
const lowered = /^(content-type|content-length)$/i;

function storeOf(gateway: AdminCall['gateway'], plugin: Stored): ResponseStore {
  const { memory } = plugin.config as { memory: { dictionary_name: string } };
  return responseStore(gateway, memory.dictionary_name);
}

function* storesOf({ gateway }: AdminCall): Generator<ResponseStore> {
  for (const plugin of gateway.store.table('plugins').values())
    if (plugin.name === 'proxy-cache') yield storeOf(gateway, plugin);
}

function printed({ status, headers, body, requestBody, timestamp, ttl }: StoredResponse): Row {
  const lines: Record<string, Json> = { connection: 'keep-alive' };
  for (const [name, value] of headers) {
    const key = lowered.test(name) ? name.toLowerCase() : name;
    const known = lines[key];
    lines[key] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return {
    body: body.toString('utf8'),
    status,
    timestamp,
    ttl,
    body_len: body.length,
    headers: lines,
    req_body: requestBody,
    version: 1,
  };
}

function entry(key: string, stores: (call: AdminCall) => Iterable<ResponseStore>): Methods {
  const holder = (call: AdminCall): [ResponseStore, StoredResponse] => {
    for (const store of stores(call)) {
      const found = store.get(key);
      if (found) return [store, found];
    }
    throw new NginxError(404, 'Not Found');
  };
  return {
    GET: (call) => ok(printed(holder(call)[1])),
    DELETE: (call) => {
      holder(call)[0].delete(key);
      return { status: 204 };
    },
  };
}

/** `/proxy-cache`: what the plugin of that name keeps, to look at and to take away. */
export function proxyCache(segments: readonly string[]): Methods | undefined {
  const [head, first, second, third, ...more] = segments;
  if (head !== 'proxy-cache' || more.length > 0) return undefined;
  if (first === undefined) {
    return {
      DELETE: (call) => {
        for (const store of storesOf(call)) store.clear();
        return { status: 204 };
      },
    };
  }
  if (second === undefined) return entry(first, storesOf);
  if (second !== 'caches' || third === undefined) return undefined;
  return entry(third, ({ gateway }) => {
    const plugin = gateway.store.table('plugins').get(first);
    return plugin?.name === 'proxy-cache' ? [storeOf(gateway, plugin)] : [];
  });
}
