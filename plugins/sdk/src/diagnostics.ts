import { canonicalJson } from './canonical-json.ts';
import type { Diagnostic } from './compile-types.ts';

export function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'ERROR');
}

/** A conflict between shared attachments shows at the service and again at each route. */
export const withoutRepeats: (diagnostics: readonly Diagnostic[]) => Diagnostic[] = unique;

/** Each item once, in order; items of equal content are the same. */
export function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [canonicalJson(item), item])).values()];
}
