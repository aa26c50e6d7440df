import { createSecureContext, type SecureContext } from 'node:tls';
import type { GatewayNode } from '../gateway-node.ts';
import type { Stored } from '../store/table.ts';

/** The SNI entity of a name: itself, else with a wildcard in the place of its first or last part. */
function sniOf({ store }: GatewayNode, name: string): Stored | undefined {
  const table = store.table('snis');
  return (
    table.find('name', name) ??
    table.find('name', name.replace(/^[^.]+/, '*')) ??
    table.find('name', name.replace(/[^.]+$/, '*'))
  );
}

/** The certificates that a gateway serves by server name; undefined where it has none of that name. */
export function certificateFinder(gateway: GatewayNode): (name: string) => SecureContext | undefined {
  // By row: a certificate that is changed is another row.
  const contexts = new WeakMap<Stored, SecureContext>();
  return (name) => {
    const sni = sniOf(gateway, name.toLowerCase());
    const row = sni && gateway.store.table('certificates').get((sni.certificate as { id: string }).id);
    if (!row) return undefined;
    let context = contexts.get(row);
    if (!context) {
      context = createSecureContext({ cert: String(row.cert), key: String(row.key) });
      contexts.set(row, context);
    }
    return context;
  };
}
