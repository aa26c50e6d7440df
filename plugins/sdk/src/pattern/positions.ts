import type { AST } from '@eslint-community/regexpp';
import { charactersOf, type Characters } from './characters.ts';

/**
 * The position automaton of a pattern: a state for each place that matches a character, `follow` what may come next, with
 * the number of ways there. Repeats of ten and more count as endless, and so do repeats of repeats.
 */
export interface Positions {
  readonly characters: Characters[];
  readonly follow: Map<number, number>[];
}

interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
}

/** A pattern that would have more states is as good as ambiguous. */
export const mostPositions = 3000;
const endless = 10;
const endlessOfRepeats = 4;
const nothing: Part = { first: [], last: [], nullable: true };

/** The automata of a pattern and of each look-around in it. */
export function positionsOf(pattern: AST.Pattern, ignoreCase: boolean): Positions[] {
  const automata: Positions[] = [];
  const build = (alternatives: readonly AST.Alternative[]): void => {
    const automaton: Positions = { characters: [], follow: [] };
    automata.push(automaton);
    new Builder(automaton, ignoreCase, build).choice(alternatives);
  };
  build(pattern.alternatives);
  return automata;
}

class Builder {
  readonly #automaton: Positions;
  readonly #ignoreCase: boolean;
  readonly #aside: (alternatives: readonly AST.Alternative[]) => void;

  constructor(
    automaton: Positions,
    ignoreCase: boolean,
    aside: (alternatives: readonly AST.Alternative[]) => void,
  ) {
    this.#automaton = automaton;
    this.#ignoreCase = ignoreCase;
    this.#aside = aside;
  }

  choice(alternatives: readonly AST.Alternative[]): Part {
    const parts = alternatives.map(({ elements }) =>
      elements
        .map((element) => this.#element(element))
        .reduce((one, two) => this.#sequence(one, two), nothing),
    );
    return {
      first: parts.flatMap(({ first }) => first),
      last: parts.flatMap(({ last }) => last),
      nullable: parts.some(({ nullable }) => nullable),
    };
  }

  #element(element: AST.Element): Part {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.choice(element.alternatives);
      case 'Quantifier':
        return this.#repeat(element);
      case 'Assertion':
        if ('alternatives' in element) this.#aside(element.alternatives);
        return nothing;
      case 'Backreference':
        return nothing;
      default: {
        const { characters, follow } = this.#automaton;
        if (characters.length >= mostPositions) throw new RangeError('too many positions');
        const position = characters.push(charactersOf(element, this.#ignoreCase)) - 1;
        follow.push(new Map());
        return { first: [position], last: [position], nullable: false };
      }
    }
  }

  #repeat({ element, min, max }: AST.Quantifier): Part {
    if (max === 0) return nothing;
    if (max >= endless || (max >= endlessOfRepeats && holdsRepeat(element))) {
      const part = this.#element(element);
      this.#link(part.last, part.first);
      // Of a number of rounds, any may be the empty ones.
      if (part.nullable && Number.isFinite(max)) this.#link(part.last, part.first);
      return { ...part, nullable: part.nullable || min === 0 };
    }
    let whole = nothing;
    for (let count = 0; count < max; count += 1) {
      const part = this.#element(element);
      whole = this.#sequence(whole, count < min ? part : { ...part, nullable: true });
    }
    return whole;
  }

  #sequence(one: Part, two: Part): Part {
    this.#link(one.last, two.first);
    return {
      first: one.nullable ? [...one.first, ...two.first] : one.first,
      last: two.nullable ? [...one.last, ...two.last] : two.last,
      nullable: one.nullable && two.nullable,
    };
  }

  #link(from: readonly number[], to: readonly number[]): void {
    for (const position of from) {
      const ways = this.#automaton.follow[position];
      for (const next of to) ways?.set(next, (ways.get(next) ?? 0) + 1);
    }
  }
}

/** Whether it holds a repeat whose number may vary. */
function holdsRepeat(element: AST.Element): boolean {
  if (element.type === 'Quantifier') return element.min !== element.max || holdsRepeat(element.element);
  return 'alternatives' in element && element.alternatives.some(({ elements }) => elements.some(holdsRepeat));
}
