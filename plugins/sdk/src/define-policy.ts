import type { z } from 'zod';
import type { Policy } from './policy.ts';

/**
 * Defines a policy; types of `compile`, `merge` and `examples` flow from the schema. Unknown keys of a configuration are
 * refused. Throws when the name or the version could not be stored.
 */
export function definePolicy<Schema extends z.ZodObject>(definition: Policy<Schema>): Policy<Schema> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(definition.name)) {
    throw new Error(`policy name "${definition.name}" must be kebab-case, such as "rate-limit"`);
  }
  if (!/^\d+\.\d+\.\d+$/.test(definition.version)) {
    throw new Error(`version "${definition.version}" of policy ${definition.name} must look like "1.0.0"`);
  }
  return Object.freeze({
    ...definition,
    configuration: definition.configuration.strict() as unknown as Schema,
  });
}
