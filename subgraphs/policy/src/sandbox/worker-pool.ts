import { Worker } from 'node:worker_threads';
import { Stages, stageDeadlines, type Stage } from './stages.ts';

const MEMORY_MB = 512;
const LONGEST_MS = 30_000;
const LOOK_MS = 50;
/** Node's own TypeScript is enough for what the workers load, and starts at once. */
const execArgv = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];

/** Why a worker was ended, and which policy it was at. */
export interface Ended {
  readonly ended: 'time' | 'memory';
  readonly stage: Stage | undefined;
  readonly subject: number;
}

interface Waiting {
  readonly worker: Worker;
  readonly stages: Stages;
}

/**
 * Runs each task in a worker that never ran another, and ends it afterwards, or at its deadline. One fresh worker is kept
 * ready. A file's worker posts one answer for one message.
 */
export class WorkerPool {
  readonly #file: URL;
  #ready: Waiting | undefined;
  #closed = false;

  constructor(file: URL) {
    this.#file = file;
  }

  async run<Answer>(task: unknown): Promise<{ answer: Answer } | Ended> {
    const { worker, stages } = this.#ready ?? this.#start();
    this.#ready = this.#closed ? undefined : this.#start();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        const end = (ended: Ended['ended']) => resolve({ ended, ...stages.current() });
        worker.removeAllListeners('error');
        worker.once('message', (answer: Answer) => resolve({ answer }));
        worker.once('error', (error: Error & { code?: string }) =>
          error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? end('memory') : reject(error),
        );
        worker.once('exit', () => reject(new Error('The sandbox ended without an answer.')));
        timer = watch(stages, () => end('time'));
        worker.ref();
        worker.postMessage(task);
      });
    } finally {
      clearInterval(timer);
      worker.removeAllListeners('exit');
      await worker.terminate();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#ready?.worker.terminate();
  }

  #start(): Waiting {
    const memory = Stages.memory();
    const worker = new Worker(this.#file, {
      workerData: memory,
      execArgv,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, stackSizeMb: 8 },
    });
    // One that fails while nobody uses it is told of by the run that would have.
    worker.once('error', () => (this.#ready = undefined));
    worker.unref();
    return { worker, stages: new Stages(memory) };
  }
}

/** Calls `late` once a stage lasts longer than it may, or all of it does. */
function watch(stages: Stages, late: () => void): NodeJS.Timeout {
  const begun = performance.now();
  let seen = { count: -1, at: begun };
  return setInterval(() => {
    const now = performance.now();
    const { stage, count } = stages.current();
    if (count !== seen.count) seen = { count, at: now };
    if (now - begun > LONGEST_MS || (stage && now - seen.at > stageDeadlines[stage])) late();
  }, LOOK_MS);
}
