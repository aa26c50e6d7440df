import type { Json, JsonObject, ReadonlyJson } from '../handler/context.ts';

/** How deep JSON may be nested, and how many arrays and objects it may hold, on the gateway as here. */
const maxDepth = 100;
const maxContainers = 200_000;

type Container = Json[] | JsonObject;

/** Texts of numbers that JavaScript would write in another way, by the container and the member that they were read at. */
const numberTexts = new WeakMap<Container, Map<string | number, string>>();
/** Names of objects that have one which JavaScript would move to the front. */
const nameOrder = new WeakMap<JsonObject, Set<string>>();

const isIndex = (name: string): boolean => /^(0|[1-9]\d{0,9})$/.test(name);

/** An object without inherited members, so that `constructor` is as absent here as it is on the gateway. */
export const emptyObject = (): JsonObject => Object.create(null) as JsonObject;

/** Reads JSON as the gateway does (`Json` tells how); undefined for what is none. */
export function parseJson(text: string): Json | undefined {
  const reader = new Reader(text);
  try {
    return reader.document();
  } catch (error) {
    if (error instanceof NoJson) return undefined;
    throw error;
  }
}

class NoJson extends Error {}

const special = /["\\]|[^ -\uffff]/g;

class Reader {
  readonly #text: string;
  #at = 0;
  #containers = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value(maxDepth, undefined, '');
    this.#skip();
    if (this.#at < this.#text.length) throw new NoJson();
    return value;
  }

  #match(token: RegExp): string | undefined {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(): void {
    this.#match(/[ \t\r\n]*/y);
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #need(character: string): void {
    if (!this.#take(character)) throw new NoJson();
  }

  #value(depth: number, container: Container | undefined, member: string | number): Json {
    if (this.#take('{')) return this.#object(this.#deeper(depth));
    if (this.#take('[')) return this.#array(this.#deeper(depth));
    if (this.#text[this.#at] === '"') return this.#string();
    const word = this.#match(/true|false|null/y);
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    const number = this.#match(/-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y);
    if (number === undefined) throw new NoJson();
    if (container && String(Number(number)) !== number) {
      const texts = numberTexts.get(container) ?? new Map<string | number, string>();
      numberTexts.set(container, texts.set(member, number));
    }
    return Number(number);
  }

  #deeper(depth: number): number {
    this.#containers += 1;
    if (depth === 0 || this.#containers > maxContainers) throw new NoJson();
    return depth - 1;
  }

  /** By its special characters one by one: one expression for all of it would run out of stack on long texts. */
  #string(): string {
    const from = this.#at;
    this.#need('"');
    for (;;) {
      special.lastIndex = this.#at;
      const found = special.exec(this.#text);
      if (found === null) throw new NoJson();
      this.#at = found.index;
      if (found[0] === '"') break;
      if (this.#match(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y) === undefined) throw new NoJson();
    }
    this.#at += 1;
    return (JSON.parse(this.#text.slice(from, this.#at)) as string).toWellFormed();
  }

  #array(depth: number): Json[] {
    const array: Json[] = [];
    if (this.#take(']')) return array;
    do array.push(this.#value(depth, array, array.length));
    while (this.#take(','));
    this.#need(']');
    return array;
  }

  #object(depth: number): JsonObject {
    const object = emptyObject();
    if (this.#take('}')) return object;
    do {
      this.#skip();
      const name = this.#string();
      this.#need(':');
      numberTexts.get(object)?.delete(name);
      const value = this.#value(depth, object, name);
      this.#put(object, name, value);
    } while (this.#take(','));
    this.#need('}');
    return object;
  }

  #put(object: JsonObject, name: string, value: Json): void {
    const known = nameOrder.get(object);
    if (known) known.add(name);
    else if (isIndex(name)) nameOrder.set(object, new Set([...Object.keys(object), name]));
    object[name] = value;
  }
}

/** Writes JSON as the gateway does. Throws for what is nested deeper than 100. */
export function writeJson(value: ReadonlyJson | undefined): string {
  return write(value as Json | undefined, undefined, '', maxDepth);
}

function write(
  value: Json | undefined,
  container: Container | undefined,
  member: string | number,
  depth: number,
): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'number') {
    const text = container && numberTexts.get(container)?.get(member);
    return text !== undefined && Number(text) === value ? text : JSON.stringify(value);
  }
  if (typeof value !== 'object') return JSON.stringify(value);
  if (depth === 0) throw new Error('JSON is nested too deeply');
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => write(item, value, index, depth - 1)).join(',')}]`;
  }
  const members = namesOf(value)
    .filter((name) => value[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${write(value[name], value, name, depth - 1)}`);
  return `{${members.join(',')}}`;
}

/** Names in the order of their text, new ones behind. */
export function namesOf(object: JsonObject): string[] {
  const names = Object.keys(object);
  const read = nameOrder.get(object);
  if (!read) return names;
  return [...[...read].filter((name) => name in object), ...names.filter((name) => !read.has(name))];
}
