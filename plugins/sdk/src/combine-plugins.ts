import { canonicalJson } from './canonical-json.ts';
import type { KongPluginName } from './policy.ts';

type Config = Readonly<Record<string, unknown>>;
type Combined = { config: Config } | { conflict: string };

/**
 * Combines what two policies compiled to the same plugin at one place, since Kong runs one configuration per plugin name.
 * Equal configurations are one; otherwise only a plugin whose lists can be joined without losing anything is combined.
 */
export function combineConfigs(plugin: KongPluginName, first: Config, second: Config): Combined {
  if (canonicalJson(first) === canonicalJson(second)) return { config: first };
  if (plugin === 'request-transformer') return combineTransformers(requestParts, first, second);
  if (plugin === 'response-transformer') return combineTransformers(responseParts, first, second);
  return { conflict: `two different configurations of ${plugin} are wanted at one place` };
}

const groups = ['remove', 'rename', 'replace', 'add', 'append'] as const;
const requestParts = ['headers', 'querystring', 'body'] as const;
const responseParts = ['headers', 'json'] as const;
type Part = (typeof requestParts | typeof responseParts)[number];

/** Both transformers, as far as they are alike. */
interface Transformer extends Partial<Record<(typeof groups)[number], TransformerGroup>> {
  readonly http_method?: string;
}
interface TransformerGroup extends Partial<Record<Part | 'json_types', readonly string[]>> {
  readonly uri?: string;
}

function combineTransformers(parts: readonly Part[], first: Transformer, second: Transformer): Combined {
  const others = targets(parts, second);
  const shared = [...targets(parts, first)].find((target) => others.has(target));
  if (shared !== undefined) return { conflict: `two policies change ${shared}` };
  const config: Record<string, unknown> = { ...first, ...second };
  for (const group of groups) {
    const [one, two] = [first[group], second[group]];
    // Types belong to fields by position, and one side may give fewer.
    if (one?.json?.length && two?.json?.length && (one.json_types ?? two.json_types)) {
      return { conflict: `two policies ${group} fields of the body with types` };
    }
    const lists = parts.map((part) => [part, [...(one?.[part] ?? []), ...(two?.[part] ?? [])]] as const);
    const merged = {
      ...one,
      ...two,
      ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)),
    };
    if (Object.keys(merged).length > 0) config[group] = merged;
  }
  return { config };
}

/** Everything a configuration touches, such as `headers x-team`; a rename touches both names. */
function targets(parts: readonly Part[], config: Transformer): Set<string> {
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
