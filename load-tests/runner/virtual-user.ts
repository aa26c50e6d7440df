import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { HttpClient } from './http-client.ts';
import type { Declaration, HttpAnswer, HttpCall, Invocation, Outcome, VirtualUserStart } from './messages.ts';

interface Options {
  script: string;
  number: number;
  environment: Record<string, string>;
  http: HttpClient;
}

/**
 * One virtual user: a thread that runs the script, in which k6's functions block as they do in k6. Its requests are sent by
 * this thread.
 */
export class VirtualUser {
  readonly #worker: Worker;
  #settle: ((outcome: Outcome) => void) | undefined;
  /** What the script declares; undefined until it was loaded. */
  declaration!: Declaration;

  private constructor(worker: Worker) {
    this.#worker = worker;
    const settle = (outcome: Outcome) => {
      const waiting = this.#settle;
      this.#settle = undefined;
      waiting?.(outcome);
    };
    worker.on('message', settle);
    worker.on('error', (error) => settle({ error: error.message, samples: [] }));
    worker.on('exit', () => settle({ error: 'the virtual user was ended', samples: [] }));
  }

  /** Starts a thread and loads the script in it; throws the script's error. */
  static async start({ script, number, environment, http }: Options): Promise<VirtualUser> {
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(4);
    serveCalls(port1, signal, http);
    const workerData: VirtualUserStart = { script, number, environment, calls: port2, signal };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, transferList: [port2] });
    worker.once('exit', () => port1.close());
    const user = new VirtualUser(worker);
    const { declaration, error } = await user.#outcome();
    if (!declaration) {
      await user.end();
      throw new Error(error);
    }
    user.declaration = declaration;
    return user;
  }

  /** Runs one exported function to its end; an error of the script is part of the outcome. */
  invoke(invocation: Invocation): Promise<Outcome> {
    const outcome = this.#outcome();
    this.#worker.postMessage(invocation);
    return outcome;
  }

  /** Ends the thread, also in the middle of an iteration. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #outcome(): Promise<Outcome> {
    return new Promise((resolve) => (this.#settle = resolve));
  }
}

function serveCalls(port: MessagePort, signal: SharedArrayBuffer, http: HttpClient): void {
  const flag = new Int32Array(signal);
  port.on('message', (calls: HttpCall[]) => {
    void Promise.all(calls.map((call) => http.send(call))).then((answers: HttpAnswer[]) => {
      port.postMessage(answers);
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
    });
  });
}
