import type { RawAnswer } from './raw-http.ts';
import type { Recorded } from './shared.ts';

const issued = /(?<=\b(?:access_token|refresh_token|code)(?:":"|=))[A-Za-z0-9]{32}/g;
const cookie = /(?<=^[\w-]+=)[\w-]{40,}/;

/** Random values of an answer in order: tokens and codes that were issued, and cookies of sessions. */
function valuesOf({ headers, body }: RawAnswer | Recorded['response']): string[] {
  const cookies = headers.filter(([name]) => name.toLowerCase() === 'set-cookie');
  return [...cookies.flatMap(([, value]) => cookie.exec(value) ?? []), ...(body.match(issued) ?? [])];
}

/**
 * Which value of this run stands for which of the recording. A value is only taken for another one of the same length, where
 * the same field of the same case held it; from then on requests and answers are compared with it in place.
 */
export class RandomValues {
  readonly #known = new Map<string, string>();

  /** Reads what an answer issued. */
  learn(recorded: Recorded['response'], seen: RawAnswer): void {
    const wanted = valuesOf(recorded);
    valuesOf(seen).forEach((value, index) => {
      const other = wanted[index];
      if (other?.length === value.length && !this.#known.has(other)) this.#known.set(other, value);
    });
  }

  /** A recorded text as it has to be in this run. */
  apply(text: string): string {
    let out = text;
    for (const [recorded, value] of this.#known) out = out.replaceAll(recorded, value);
    return out;
  }
}
