import { inWorker } from './in-worker.ts';
import { definitionsOf, type DefinitionEntry } from './operation-definition.ts';
import { parseText } from './parse.ts';

const QUICK_CHARACTERS = 100_000;
const QUICK_OPERATIONS = 50;
const DEADLINE_MS = 15_000;

/** What the worker takes. */
export interface DefinitionsRequest {
  readonly text: string;
  /** `METHOD path` of each operation. */
  readonly keys: readonly string[];
}

/**
 * Definitions of operations of a document that was imported before. All but small JSON is read in a worker that is ended after
 * 15 s or beyond 1 GB (LIMIT_EXCEEDED), so that this never occupies the process.
 */
export async function definitionsAside(request: DefinitionsRequest): Promise<DefinitionEntry[]> {
  const { text, keys } = request;
  const isQuick = /^\s*\{/.test(text) && text.length <= QUICK_CHARACTERS && keys.length <= QUICK_OPERATIONS;
  return isQuick
    ? definitionsOf(parseText(text).document, keys)
    : inWorker<DefinitionEntry[]>('./operation-definitions-worker.ts', request, DEADLINE_MS);
}
