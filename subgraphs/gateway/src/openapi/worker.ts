import { parentPort, workerData } from 'node:worker_threads';
import { DomainError, type DomainErrorOptions } from '@apim/kit/errors';
import type { WorkerAnswer } from './read-document-aside.ts';
import { readDocument } from './read-document.ts';

const answer = async (): Promise<WorkerAnswer> => {
  try {
    const { document: _, ...summary } = await readDocument(workerData as string);
    return { summary };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { field, remedy, details } = error.extensions as DomainErrorOptions;
    return { refusal: { code: error.code, message: error.message, options: { field, remedy, details } } };
  }
};

parentPort?.postMessage(await answer());
