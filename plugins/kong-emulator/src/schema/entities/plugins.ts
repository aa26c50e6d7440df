import type { EntitySchema, Field } from '../field.ts';
import { anyProtocols, id, name, tags, time } from '../typedefs.ts';

const scope = (reference: string): Field => ({
  type: 'foreign',
  reference,
  on_delete: 'cascade',
  default: null,
});

/** A plugin's configuration at a place; its `config` is described by the schema of the plugin that it names. */
export const plugins: EntitySchema = {
  name: 'plugins',
  endpointKey: 'instance_name',
  cacheKey: ['name', 'route', 'service', 'consumer'],
  fields: [
    { id },
    { name: { type: 'string', required: true } },
    { instance_name: name },
    { created_at: time },
    { updated_at: time },
    { route: scope('routes') },
    { service: scope('services') },
    { consumer: scope('consumers') },
    { config: { type: 'record', abstract: true } },
    { protocols: anyProtocols },
    { enabled: { type: 'boolean', required: true, default: true } },
    { tags },
  ],
  entity_checks: [],
};
