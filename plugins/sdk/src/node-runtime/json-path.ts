import type { Json, JsonObject, JsonTools } from '../handler/context.ts';
import { namesOf, parseJson, writeJson } from './json-text.ts';

/** A step of a path: a member by name, an element by zero-based index, or every element and member. */
type Step = { readonly key: string } | { readonly index: number } | 'any';

const step = /\.([^.[\]'"*\s]+)|\[(\d{1,9})\]|(\[\*\]|\.\*)|\['([^']+)'\]/y;

function stepsOf(path: string): Step[] {
  const text = path.startsWith('$') ? path.slice(1) : path.startsWith('[') ? path : `.${path}`;
  const steps: Step[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) throw new Error(`"${path}" is no path; write one such as $.items[*].id`);
    const [, name, index, any, quoted] = match;
    if (any !== undefined) steps.push('any');
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push({ key: name ?? quoted ?? '' });
  }
  return steps;
}

const isArray = (value: Json | undefined): value is Json[] => Array.isArray(value);
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isArray(value);

/** Members of a container that a step means; names met on an array reach into its elements. */
type Visit = (container: Json[] | JsonObject, member: string | number) => void;

function visit(value: Json | undefined, steps: readonly Step[], found: Visit): void {
  const [first, ...rest] = steps;
  if (first === undefined || (!isArray(value) && !isObject(value))) return;
  if (first !== 'any' && 'key' in first && isArray(value)) {
    // A copy: what is found may be removed.
    for (const item of [...value]) visit(item, steps, found);
    return;
  }
  for (const member of membersOf(value, first)) {
    if (rest.length === 0) found(value, member);
    else visit((value as JsonObject)[member], rest, found);
  }
}

function membersOf(value: Json[] | JsonObject, one: Step): (string | number)[] {
  if (isArray(value)) {
    if (one === 'any') return [...value.keys()].reverse();
    return 'index' in one && one.index < value.length ? [one.index] : [];
  }
  if (one === 'any') return namesOf(value);
  return 'key' in one ? [one.key] : [];
}

function first(value: Json | undefined, steps: readonly Step[]): Json | undefined {
  const [next, ...rest] = steps;
  if (next === undefined) return value;
  if (isArray(value)) {
    if (next !== 'any' && 'index' in next) return first(value[next.index], rest);
    return firstOf(value, next === 'any' ? rest : steps);
  }
  if (!isObject(value)) return undefined;
  if (next === 'any') {
    const members = namesOf(value).map((name) => value[name]);
    return firstOf(
      members.filter((member) => member !== undefined),
      rest,
    );
  }
  return 'key' in next ? first(value[next.key], rest) : undefined;
}

function firstOf(values: readonly Json[], steps: readonly Step[]): Json | undefined {
  for (const item of values) {
    const found = first(item, steps);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `ctx.json` in Node. */
export const jsonTools: JsonTools = {
  isNull: (value) => value === null,
  isArray,
  isObject,
  get: (value, path) => first(value, stepsOf(path)),
  set: (value, path, replacement) => {
    let count = 0;
    visit(value, stepsOf(path), (container, member) => {
      (container as JsonObject)[member] = replacement;
      count += 1;
    });
    return count;
  },
  remove: (value, path) => {
    let count = 0;
    visit(value, stepsOf(path), (container, member) => {
      if (isArray(container)) container.splice(Number(member), 1);
      else if (!(member in container)) return;
      else delete container[member];
      count += 1;
    });
    return count;
  },
  parse: parseJson,
  stringify: writeJson,
};
