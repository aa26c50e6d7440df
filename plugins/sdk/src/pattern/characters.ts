import type { AST } from '@eslint-community/regexpp';

/** Code points as ascending, inclusive ranges. */
export type Characters = readonly (readonly [number, number])[];

const last = 0x10ffff;
const all: Characters = [[0, last]];
const classes: Readonly<Record<'digit' | 'word' | 'space', Characters>> = {
  digit: [[48, 57]],
  word: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  space: [
    [9, 13],
    [32, 32],
    [160, 160],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ],
};

/** What an element of a pattern matches, at least: properties of Unicode count as any character. */
export function charactersOf(
  element: AST.Element | AST.CharacterClassElement,
  ignoreCase: boolean,
): Characters {
  const found = plain(element);
  return ignoreCase ? withBothCases(found) : found;
}

function plain(element: AST.Element | AST.CharacterClassElement): Characters {
  switch (element.type) {
    case 'Character':
      return [[element.value, element.value]];
    case 'CharacterClassRange':
      return [[element.min.value, element.max.value]];
    case 'CharacterClass': {
      const found = element.elements.flatMap((part) => plain(part));
      return element.negate ? (element.elements.some(isProperty) ? all : without(found)) : found;
    }
    case 'CharacterSet':
      if (element.kind === 'any' || element.kind === 'property') return all;
      return element.negate ? without(classes[element.kind]) : classes[element.kind];
    default:
      return all;
  }
}

const isProperty = (element: AST.CharacterClassElement): boolean =>
  element.type === 'CharacterSet' && element.kind === 'property';

function without(found: Characters): Characters {
  const rest: [number, number][] = [];
  let from = 0;
  for (const [low, high] of [...found].sort((a, b) => a[0] - b[0])) {
    if (low > from) rest.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  if (from <= last) rest.push([from, last]);
  return rest;
}

function withBothCases(found: Characters): Characters {
  const other = (from: number, to: number, offset: number): Characters =>
    found
      .filter(([low, high]) => low <= to && high >= from)
      .map(([low, high]) => [Math.max(low, from) + offset, Math.min(high, to) + offset]);
  return [...found, ...other(65, 90, 32), ...other(97, 122, -32)];
}

export function overlap(one: Characters, two: Characters): boolean {
  return one.some(([low, high]) => two.some(([from, to]) => low <= to && from <= high));
}
