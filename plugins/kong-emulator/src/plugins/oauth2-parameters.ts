import type { Exchange } from '../exchange/exchange.ts';
import { parseArguments } from '../exchange/query.ts';
import type { Json } from '../schema/field.ts';
import { readBody } from './body-arguments.ts';

const withBody = new Set(['POST', 'PUT', 'PATCH']);

/** The parameters of a request: those of the query, overwritten by those of a form or JSON body. */
export class Parameters {
  readonly #values = new Map<string, Json>();

  constructor(exchange: Exchange) {
    for (const [name, list] of parseArguments(exchange.upstream.query))
      this.#values.set(name, list.length === 1 ? (list[0] ?? null) : list);
    const body = withBody.has(exchange.method) ? readBody(exchange) : undefined;
    for (const [name, value] of Object.entries(body?.values ?? {})) this.#values.set(name, value);
  }

  /** Whatever was given: a text, a list where it was repeated, `true` for a bare name. */
  get(name: string): Json | undefined {
    return this.#values.get(name) ?? undefined;
  }

  /** The value where it is one text, which may be empty. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }
}
