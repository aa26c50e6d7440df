import type { HeaderLine } from './message.ts';

/** Header lines of a message; names know no case. */
export class HeaderLines {
  #lines: HeaderLine[];

  constructor(lines: Iterable<HeaderLine>) {
    this.#lines = [...lines];
  }

  get lines(): readonly HeaderLine[] {
    return this.#lines;
  }

  /** The first value. */
  get(name: string): string | undefined {
    return this.#lines.find(([other]) => same(other, name))?.[1];
  }

  /** One line in the place of all of that name. */
  set(name: string, value: string): void {
    this.remove(name);
    this.#lines.push([name, value]);
  }

  remove(name: string): void {
    this.#lines = this.#lines.filter(([other]) => !same(other, name));
  }
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
