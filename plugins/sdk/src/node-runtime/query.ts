/** Parameters of a query in their order, decoded as OpenResty does; the value of a bare name is empty. */
export class Query {
  #parts: { name: string; text: string }[];

  constructor(query: string | undefined) {
    this.#parts = (query ?? '')
      .split('&')
      .filter((part) => part !== '')
      .map((text) => ({ name: decoded(text.replace(/=.*/s, '')), text }));
  }

  get(name: string): string | undefined {
    const part = this.#parts.find((one) => one.name === name);
    return part && decoded(/=(.*)/s.exec(part.text)?.[1] ?? '');
  }

  set(name: string, value: string): void {
    this.remove(name);
    this.#parts.push({ name, text: `${encodeURIComponent(name)}=${encodeURIComponent(value)}` });
  }

  remove(name: string): void {
    this.#parts = this.#parts.filter((part) => part.name !== name);
  }

  toString(): string {
    return this.#parts.map(({ text }) => text).join('&');
  }
}

function decoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}
