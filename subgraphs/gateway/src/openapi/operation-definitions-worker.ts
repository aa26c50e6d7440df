import { parentPort, workerData } from 'node:worker_threads';
import type { DefinitionsRequest } from './operation-definitions-aside.ts';
import { definitionsOf } from './operation-definition.ts';
import { parseText } from './parse.ts';

const { text, keys } = workerData as DefinitionsRequest;
parentPort?.postMessage(definitionsOf(parseText(text).document, keys));
