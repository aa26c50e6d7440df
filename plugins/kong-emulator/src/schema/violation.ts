import type { Json } from './field.ts';
import { pretty } from './pretty.ts';

/** Violations in the shape of the entity: a text where the fault is, `@entity` for rules over several fields. */
export type Violations = { [field: string]: Json };

const isTree = (value: Json | undefined): value is Json[] | { [key: string]: Json } =>
  typeof value === 'object' && value !== null;

/** Adds a violation at a path of fields and indexes. */
export function put(tree: Violations, path: readonly string[], problem: Json): void {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    // By definition, for an assignment to `__proto__` would be lost.
    Object.defineProperty(tree, head, {
      value: problem,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return;
  }
  const next = tree[head];
  if (!isTree(next) || Array.isArray(next)) tree[head] = {};
  put(tree[head] as Violations, rest, problem);
}

/** Adds rules that the whole entity violates. */
export function putEntity(tree: Violations, problem: string): void {
  const list = tree['@entity'];
  if (Array.isArray(list)) list.push(problem);
  else tree['@entity'] = [problem];
}

/** Every violation as `field: text`, entity rules first, then by field. */
export function violationTexts(tree: Violations): string[] {
  const texts: string[] = [];
  const whole = tree['@entity'];
  if (Array.isArray(whole)) texts.push(...whole.map(String));
  for (const field of Object.keys(tree).sort()) {
    if (field === '@entity') continue;
    const problem = tree[field] ?? null;
    if (!isTree(problem)) {
      texts.push(`${field}: ${String(problem)}`);
      continue;
    }
    const inner: [string, Json][] = Array.isArray(problem)
      ? problem.map((item, index) => [String(index + 1), item])
      : Object.keys(problem)
          .sort()
          .map((key) => [key, problem[key] ?? null]);
    for (const [key, item] of inner) {
      if (item === null) continue;
      texts.push(`${field}.${key}: ${isTree(item) ? pretty(item) : String(item)}`);
    }
  }
  return texts;
}
