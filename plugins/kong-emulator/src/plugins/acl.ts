import type { Exchange } from '../exchange/exchange.ts';
import type { Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  allow: string[] | null;
  deny: string[] | null;
  hide_groups_header: boolean;
  always_use_authenticated_groups: boolean;
}

function groupsOf(exchange: Exchange, consumerId: string): string[] {
  const table = exchange.gateway.store.table('acls');
  return [...table.children('consumer', consumerId)].map((id) => String(table.get(id)?.group)).sort();
}

/** Kong's acl 3.9: consumers pass by their groups. */
export const acl: PluginDefinition = {
  name: 'acl',
  priority: 950,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [
      { allow: { type: 'array', elements: { type: 'string' } } },
      { deny: { type: 'array', elements: { type: 'string' } } },
      { hide_groups_header: { type: 'boolean', required: true, default: false } },
      { always_use_authenticated_groups: { type: 'boolean', required: true, default: false } },
    ],
    entity_checks: [
      { only_one_of: ['config.allow', 'config.deny'] },
      { at_least_one_of: ['config.allow', 'config.deny'] },
    ],
  },
  create: (row) => {
    const config = row as Config;
    const passes = (groups: readonly string[]): boolean =>
      config.deny
        ? !config.deny.some((group) => groups.includes(group))
        : (config.allow ?? []).some((group) => groups.includes(group));
    const refuse = (exchange: Exchange): never =>
      exchange.credential || exchange.authenticatedGroups
        ? exchange.fail(403, 'You cannot consume this service')
        : exchange.fail(401, 'Unauthorized');
    return {
      access: (exchange) => {
        const { headers } = exchange.upstream;
        const own =
          !exchange.credential || config.always_use_authenticated_groups
            ? exchange.authenticatedGroups
            : undefined;
        if (!own && !exchange.consumer) exchange.fail(401, 'Unauthorized');
        const groups = own ?? groupsOf(exchange, exchange.consumer?.id ?? '');
        if (!passes(groups)) refuse(exchange);
        if (config.hide_groups_header) return;
        const name = own ? 'X-Authenticated-Groups' : 'X-Consumer-Groups';
        headers.set(name, groups.join(', '));
      },
    };
  },
};
