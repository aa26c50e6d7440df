import type { Row } from '../schema/field.ts';
import { networkMatcher } from '../schema/network.ts';
import { ipOrCidr, pluginProtocols, protocols } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  allow: string[] | null;
  deny: string[] | null;
  status: number | null;
  message: string | null;
}

/** Kong's ip-restriction 3.9; what is denied outranks what is allowed. */
export const ipRestriction: PluginDefinition = {
  name: 'ip-restriction',
  priority: 990,
  schema: {
    protocols: pluginProtocols(protocols, ['http', 'https', 'tcp', 'tls', 'grpc', 'grpcs']),
    config: [
      { allow: { type: 'array', elements: ipOrCidr } },
      { deny: { type: 'array', elements: ipOrCidr } },
      { status: { type: 'number', required: false } },
      { message: { type: 'string', required: false } },
    ],
    entity_checks: [{ at_least_one_of: ['config.allow', 'config.deny'] }],
  },
  create: (row) => {
    const config = row as Config;
    const denied = config.deny && config.deny.length > 0 ? networkMatcher(config.deny) : () => false;
    const allowed = config.allow && config.allow.length > 0 ? networkMatcher(config.allow) : () => true;
    return {
      access: (exchange) => {
        const address = exchange.client.forwardedIp;
        if (!denied(address) && allowed(address)) return;
        exchange.fail(config.status ?? 403, config.message ?? `IP address not allowed: ${address}`);
      },
    };
  },
};
