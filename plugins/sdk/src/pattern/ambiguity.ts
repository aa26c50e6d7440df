import { RegExpParser } from '@eslint-community/regexpp';
import { overlap } from './characters.ts';
import { positionsOf, type Positions } from './positions.ts';

const mostSteps = 2_000_000;

/**
 * Whether a text may be matched in exponentially many ways (Weber and Seidl 1991: some state reaches itself by two different
 * ways over the same text), as in `(a+)+` and `(a|aa)*`. What is too large to tell counts as ambiguous.
 */
export function isAmbiguous(expression: RegExp): boolean {
  const pattern = new RegExpParser().parsePattern(expression.source, undefined, undefined, { unicode: true });
  try {
    return positionsOf(pattern, expression.ignoreCase).some((automaton) => isExponential(automaton));
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

function isExponential(automaton: Positions): boolean {
  let steps = 0;
  const count = (): void => {
    steps += 1;
    if (steps > mostSteps) throw new RangeError('too many steps');
  };
  return components(automaton).some((component) => {
    const inside = (position: number): [number, number][] =>
      [...(automaton.follow[position] ?? [])].filter(([next]) => component.has(next));
    // A second way along one edge of a cycle is ambiguity already.
    if ([...component].some((position) => inside(position).some(([, ways]) => ways > 1))) return true;
    return hasTwoWays(automaton, component, inside, count);
  });
}

/** Whether a pair of unequal states lies on a cycle through a pair of equal ones, both reading the same characters. */
function hasTwoWays(
  { characters }: Positions,
  component: ReadonlySet<number>,
  inside: (position: number) => [number, number][],
  count: () => void,
): boolean {
  const size = characters.length;
  const forward = new Map<number, number[]>();
  const backward = new Map<number, number[]>();
  const queue = [...component].map((position) => position * size + position);
  const seen = new Set(queue);
  for (const pair of queue) {
    const [one, two] = [Math.floor(pair / size), pair % size];
    for (const [next] of inside(one)) {
      for (const [other] of inside(two)) {
        count();
        if (!overlap(characters[next] ?? [], characters[other] ?? [])) continue;
        const reached = next * size + other;
        forward.set(pair, [...(forward.get(pair) ?? []), reached]);
        backward.set(reached, [...(backward.get(reached) ?? []), pair]);
        if (!seen.has(reached)) queue.push(reached);
        seen.add(reached);
      }
    }
  }
  // Of the unequal pairs that equal ones reach, one that reaches an equal one again. One component: they are the same cycle.
  const back = [...component].map((position) => position * size + position);
  const returns = new Set(back);
  for (const pair of back) {
    for (const before of backward.get(pair) ?? []) {
      if (!returns.has(before)) back.push(before);
      returns.add(before);
    }
  }
  return [...returns].some((pair) => Math.floor(pair / size) !== pair % size);
}

/** Strongly connected components that hold a cycle. */
function components({ follow }: Positions): Set<number>[] {
  const reach = (from: number, edges: (position: number) => Iterable<number>): Set<number> => {
    const queue = [...edges(from)];
    const found = new Set(queue);
    for (const position of queue) {
      for (const next of edges(position)) {
        if (!found.has(next)) queue.push(next);
        found.add(next);
      }
    }
    return found;
  };
  const before: number[][] = follow.map(() => []);
  follow.forEach((ways, position) => {
    for (const next of ways.keys()) before[next]?.push(position);
  });
  const placed = new Set<number>();
  const result: Set<number>[] = [];
  for (let position = 0; position < follow.length; position += 1) {
    if (placed.has(position)) continue;
    const ahead = reach(position, (at) => follow[at]?.keys() ?? []);
    if (!ahead.has(position)) continue;
    const behind = reach(position, (at) => before[at] ?? []);
    const component = new Set([...ahead].filter((at) => behind.has(at)));
    for (const at of component) placed.add(at);
    result.push(component);
  }
  return result;
}
