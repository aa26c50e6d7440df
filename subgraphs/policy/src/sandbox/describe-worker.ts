import { parentPort, workerData } from 'node:worker_threads';
import { describePolicy } from './describe-policy.ts';
import { Stages } from './stages.ts';

const stages = new Stages(workerData as SharedArrayBuffer);
parentPort?.once('message', (source: string) => {
  void describePolicy(source, stages).then((described) => parentPort?.postMessage(described));
});
