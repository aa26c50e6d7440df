import { canonicalJson } from './canonical-json.ts';
import { combineAcl } from './combine/acl.ts';
import type { Combined, Config } from './combine/combined.ts';
import { combineRateLimiting } from './combine/rate-limiting.ts';
import { combineRequestTransformers, combineResponseTransformers } from './combine/transformers.ts';
import type { KongPluginName } from './policy.ts';

const combiners: Partial<Record<KongPluginName, (first: Config, second: Config) => Combined>> = {
  acl: combineAcl,
  'rate-limiting': combineRateLimiting,
  'request-transformer': combineRequestTransformers,
  'response-transformer': combineResponseTransformers,
};

/**
 * Combines what two policies compiled to the same plugin at one place, since Kong runs one configuration per plugin name.
 * Equal configurations are one; otherwise only a plugin whose parts can be joined without losing anything is combined.
 */
export function combineConfigs(plugin: KongPluginName, first: Config, second: Config): Combined {
  if (canonicalJson(first) === canonicalJson(second)) return { config: first };
  const combine = combiners[plugin];
  return (
    combine?.(first, second) ?? {
      conflict: `two different configurations of ${plugin} are wanted at one place`,
    }
  );
}
