import { DomainError, type DomainErrorOptions, type ErrorCode } from '@apim/kit/errors';
import type { ReadDocument } from './document.ts';
import { inWorker } from './in-worker.ts';
import { refuseTooLarge, SMALL_YAML_CHARACTERS } from './parse.ts';
import { readDocument } from './read-document.ts';

const QUICK_JSON_CHARACTERS = 1_000_000;
const DEADLINE_MS = 15_000;

/** What `readDocument` gives, but for the parsed document itself. */
export type DocumentSummary = Omit<ReadDocument, 'document'>;

/** What the worker posts back. */
export type WorkerAnswer =
  | { summary: DocumentSummary }
  | { refusal: { code: ErrorCode; message: string; options: DomainErrorOptions } };

/**
 * `readDocument` that never occupies the process: JSON over 1 MB, and YAML over 20 KB or with aliases, is read in a worker
 * that is ended after 15 s or beyond 1 GB, both LIMIT_EXCEEDED.
 */
export async function readDocumentAside(text: string, deadlineMs = DEADLINE_MS): Promise<DocumentSummary> {
  refuseTooLarge(text);
  if (!isQuick(text)) return readInWorker(text, deadlineMs);
  const { document: _, ...summary } = await readDocument(text);
  return summary;
}

/** JSON is parsed in linear time; YAML is slower, and its aliases may make it much larger than it looks. */
const isQuick = (text: string): boolean =>
  /^\s*\{/.test(text)
    ? text.length <= QUICK_JSON_CHARACTERS
    : text.length <= SMALL_YAML_CHARACTERS && !/[&*]/.test(text);

async function readInWorker(text: string, deadlineMs: number): Promise<DocumentSummary> {
  const answer = await inWorker<WorkerAnswer>('./worker.ts', text, deadlineMs);
  if ('summary' in answer) return answer.summary;
  const { code, message, options } = answer.refusal;
  throw new DomainError(code, message, options);
}
