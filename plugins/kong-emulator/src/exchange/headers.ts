/** Header lines in order, with their spelling; names are compared without case. */
export class HeaderList {
  #lines: [string, string][];

  constructor(lines: [string, string][] = []) {
    this.#lines = lines;
  }

  /** From node's flat list of names and values. */
  static fromRaw(raw: readonly string[]): HeaderList {
    const lines: [string, string][] = [];
    for (let index = 0; index + 1 < raw.length; index += 2)
      lines.push([raw[index] ?? '', raw[index + 1] ?? '']);
    return new HeaderList(lines);
  }

  get lines(): readonly (readonly [string, string])[] {
    return this.#lines;
  }

  copy(): HeaderList {
    return new HeaderList(this.#lines.map(([name, value]) => [name, value]));
  }

  get(name: string): string | undefined {
    const wanted = name.toLowerCase();
    return this.#lines.find(([other]) => other.toLowerCase() === wanted)?.[1];
  }

  getAll(name: string): string[] {
    const wanted = name.toLowerCase();
    return this.#lines.filter(([other]) => other.toLowerCase() === wanted).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** One line in the place of all of that name; the first keeps its place and spelling. */
  set(name: string, value: string | readonly string[]): void {
    const values = typeof value === 'string' ? [value] : value;
    const wanted = name.toLowerCase();
    const at = this.#lines.findIndex(([other]) => other.toLowerCase() === wanted);
    const spelling = this.#lines[at]?.[0] ?? name;
    const rest = this.#lines.filter(([other]) => other.toLowerCase() !== wanted);
    const lines = values.map((text): [string, string] => [spelling, text]);
    if (at < 0) rest.push(...lines);
    else rest.splice(Math.min(at, rest.length), 0, ...lines);
    this.#lines = rest;
  }

  add(name: string, value: string): void {
    this.#lines.push([name, value]);
  }

  remove(name: string): void {
    const wanted = name.toLowerCase();
    this.#lines = this.#lines.filter(([other]) => other.toLowerCase() !== wanted);
  }

  /** The first lines: OpenResty reads 100 unless it is told otherwise, and all for 0 or nothing. */
  first(count: number): HeaderList {
    return count > 0 ? new HeaderList(this.#lines.slice(0, count)) : this;
  }

  /** Names in lower case with a text, or a list where the name occurs more than once. */
  toObject(): Record<string, string | string[]> {
    const out: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
    for (const [name, value] of this.#lines) {
      const key = name.toLowerCase();
      const known = out[key];
      if (known === undefined) out[key] = value;
      else out[key] = Array.isArray(known) ? [...known, value] : [known, value];
    }
    return out;
  }

  /** Node's flat list. */
  toRaw(): string[] {
    return this.#lines.flat();
  }
}
