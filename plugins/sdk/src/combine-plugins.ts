import { canonicalJson } from './canonical-json.ts';
import type { KongPluginConfigurations } from './kong-plugins.gen.ts';
import type { KongPluginName } from './policy.ts';

type Config = Readonly<Record<string, unknown>>;
type Combined = { config: Config } | { conflict: string };

/**
 * Combines what two policies compiled to the same plugin at one place, since Kong runs one configuration per plugin name.
 * Equal configurations are one; otherwise only a plugin whose lists can be joined without losing anything is combined.
 */
export function combineConfigs(plugin: KongPluginName, first: Config, second: Config): Combined {
  if (canonicalJson(first) === canonicalJson(second)) return { config: first };
  if (plugin === 'request-transformer') return combineTransformers(first, second);
  return { conflict: `two different configurations of ${plugin} are wanted at one place` };
}

const groups = ['remove', 'rename', 'replace', 'add', 'append'] as const;
const parts = ['headers', 'querystring', 'body'] as const;
type Transformer = KongPluginConfigurations['request-transformer'];

function combineTransformers(first: Transformer, second: Transformer): Combined {
  const shared = [...targets(first)].find((target) => targets(second).has(target));
  if (shared !== undefined) return { conflict: `two policies change ${shared}` };
  const config: Record<string, unknown> = { ...first, ...second };
  for (const group of groups) {
    const lists = parts.map(
      (part) => [part, [...(first[group]?.[part] ?? []), ...(second[group]?.[part] ?? [])]] as const,
    );
    const merged = {
      ...first[group],
      ...second[group],
      ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)),
    };
    if (Object.keys(merged).length > 0) config[group] = merged;
  }
  return { config };
}

/** Everything a configuration touches, such as `header x-team`; a rename touches both names. */
function targets(config: Transformer): Set<string> {
  const found = new Set<string>();
  if (config.http_method !== undefined) found.add('the method');
  if (config.replace?.uri !== undefined) found.add('the path');
  for (const group of groups) {
    for (const part of parts) {
      for (const entry of config[group]?.[part] ?? []) {
        const names = group === 'rename' ? entry.split(':') : [entry.split(':', 1)[0] ?? entry];
        for (const name of names) found.add(`${part} ${part === 'headers' ? name.toLowerCase() : name}`);
      }
    }
  }
  return found;
}
