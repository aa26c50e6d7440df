import { Worker } from 'node:worker_threads';
import { DomainError, type DomainErrorOptions, type ErrorCode } from '@apim/kit/errors';
import type { ReadDocument } from './document.ts';
import { refuseTooLarge, SMALL_YAML_CHARACTERS } from './parse.ts';
import { readDocument } from './read-document.ts';

const QUICK_JSON_CHARACTERS = 1_000_000;
const DEADLINE_MS = 15_000;
const MEMORY_MB = 1_024;

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
  // Node's own type stripping is enough for these files, and starts at once.
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: text,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: Error & { code?: string }) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? overLimit(`${MEMORY_MB} MB of memory`) : error),
      );
      worker.once('exit', () => reject(new Error('The document reader ended without an answer.')));
      timer = setTimeout(() => reject(overLimit(`${deadlineMs / 1000} seconds`)), deadlineMs);
    });
    if ('summary' in answer) return answer.summary;
    const { code, message, options } = answer.refusal;
    throw new DomainError(code, message, options);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

const overLimit = (limit: string) =>
  new DomainError('LIMIT_EXCEEDED', `Reading the document takes more than ${limit}.`, {
    field: 'input.document',
    remedy: 'Split the document into several APIs, or write it as JSON.',
  });
