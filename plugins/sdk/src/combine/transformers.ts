import type { Combined, Config } from './combined.ts';

export const combineRequestTransformers = (first: Config, second: Config): Combined =>
  combineTransformers(requestParts, first, second);

export const combineResponseTransformers = (first: Config, second: Config): Combined =>
  combineTransformers(responseParts, first, second);

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

/** Joins two configurations of a transformer by their lists; a conflict when both change one thing in different ways. */
function combineTransformers(parts: readonly Part[], first: Transformer, second: Transformer): Combined {
  const others = targets(parts, second);
  const shared = [...targets(parts, first)]
    .filter(([target, changes]) => others.has(target) && !(changes.removes && others.get(target)?.removes))
    .map(([target]) => target)[0];
  if (shared !== undefined) return { conflict: `two policies change ${shared}` };
  const config: Record<string, unknown> = { ...first, ...second };
  for (const group of groups) {
    const [one, two] = [first[group], second[group]];
    // Types belong to fields by position, and one side may give fewer.
    if (one?.json?.length && two?.json?.length && (one.json_types ?? two.json_types)) {
      return { conflict: `two policies ${group} fields of the body with types` };
    }
    const lists = parts.map(
      (part) => [part, [...new Set([...(one?.[part] ?? []), ...(two?.[part] ?? [])])]] as const,
    );
    const merged = {
      ...one,
      ...two,
      ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)),
    };
    if (Object.keys(merged).length > 0) config[group] = merged;
  }
  return { config };
}

/**
 * Everything a configuration touches, such as `headers x-team`, and whether it does no more than remove it; a rename touches
 * both names.
 */
function targets(parts: readonly Part[], config: Transformer): Map<string, { removes: boolean }> {
  const found = new Map<string, { removes: boolean }>();
  const touch = (target: string, removes: boolean) =>
    found.set(target, { removes: removes && found.get(target)?.removes !== false });
  if (config.http_method !== undefined) touch('the method', false);
  if (config.replace?.uri !== undefined) touch('the path', false);
  for (const group of groups) {
    for (const part of parts) {
      for (const entry of config[group]?.[part] ?? []) {
        const names = group === 'rename' ? entry.split(':') : [entry.split(':', 1)[0] ?? entry];
        for (const name of names) {
          touch(`${part} ${part === 'headers' ? name.toLowerCase() : name}`, group === 'remove');
        }
      }
    }
  }
  return found;
}
