import { Worker } from 'node:worker_threads';
import { DomainError } from '@apim/kit/errors';

const MEMORY_MB = 1_024;

/**
 * What a script of this folder posts back for `data`. Its worker is ended after the deadline or beyond 1 GB, both
 * LIMIT_EXCEEDED.
 */
export async function inWorker<Answer>(
  script: `./${string}.ts`,
  data: unknown,
  deadlineMs: number,
): Promise<Answer> {
  // Node's own type stripping is enough for these files, and starts at once.
  const worker = new Worker(new URL(script, import.meta.url), {
    workerData: data,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: Error & { code?: string }) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? overLimit(`${MEMORY_MB} MB of memory`) : error),
      );
      worker.once('exit', () => reject(new Error('The document reader ended without an answer.')));
      timer = setTimeout(() => reject(overLimit(`${deadlineMs / 1000} seconds`)), deadlineMs);
    });
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
