import { DomainError } from '@apim/kit/errors';
import type { CompileTask, TaskResults } from '../compile/task.ts';
import type { Described } from './describe-policy.ts';
import type { OwnPolicy } from './own-policy.ts';
import { policyFile, type PolicyProblem } from './problem.ts';
import { Slots } from './slots.ts';
import { stageDeadlines } from './stages.ts';
import { WorkerPool, type Ended } from './worker-pool.ts';

/** The longest source that a policy may have, in characters. */
export const MAXIMUM_SOURCE = 200_000;

export interface SandboxedTask {
  readonly task: CompileTask;
  readonly own: readonly OwnPolicy[];
  /** Why policies of `own`, by index, are not run again. */
  readonly failures: Readonly<Record<number, string>>;
}

const MAXIMUM_ENDED = 3;

/**
 * Where the code of projects runs: in an engine without host functions, in a worker of its own that is ended at its deadline.
 * An organisation runs one at a time, all of them two.
 */
export class Sandbox {
  readonly #describers = new WorkerPool(new URL('./describe-worker.ts', import.meta.url));
  readonly #compilers = new WorkerPool(new URL('./compile-worker.ts', import.meta.url));
  readonly #slots = new Slots({ running: 2, waiting: 20 }, busy);

  /** What a policy's source is, from its evaluation alone, with its handlers translated; or everything wrong with it. */
  async describePolicy(organizationId: string, source: string): Promise<Described> {
    if (source.length > MAXIMUM_SOURCE) {
      const message = `the file has ${source.length} characters; it may have ${MAXIMUM_SOURCE}`;
      return { problems: [wholeFile(message, 'write several policies')] };
    }
    const outcome = await this.#slots.run(organizationId, () => this.#describers.run<Described>(source));
    return 'answer' in outcome ? outcome.answer : { problems: [endedProblem(outcome)] };
  }

  /** The task with the library and `own`; a policy that has to be stopped is a diagnostic of its attachments. */
  run<Task extends CompileTask>(
    organizationId: string,
    task: Task,
    own: readonly OwnPolicy[],
  ): Promise<TaskResults[Task['kind']]> {
    return this.#slots.run(organizationId, async () => {
      const failures: Record<number, string> = {};
      for (let attempt = 0; attempt <= MAXIMUM_ENDED; attempt += 1) {
        const message: SandboxedTask = { task, own, failures };
        const outcome = await this.#compilers.run<TaskResults[Task['kind']]>(message);
        if ('answer' in outcome) return outcome.answer;
        if (!outcome.stage) break;
        failures[outcome.subject] = endedText(outcome);
      }
      throw new DomainError('LIMIT_EXCEEDED', 'Compiling the policies takes too long.', {
        remedy: 'Detach own policies that take long.',
      });
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#describers.close(), this.#compilers.close()]);
  }
}

const endedText = ({ ended, stage }: Ended): string =>
  ended === 'time'
    ? `it takes more than ${(stage ? stageDeadlines[stage] : 30_000) / 1000} s`
    : 'it takes more memory than the sandbox has';

const what = {
  policy: 'the policy fails',
  transpile: 'reading the file fails',
  translate: 'translating its handlers fails',
};

const endedProblem = (ended: Ended): PolicyProblem =>
  wholeFile(
    `${ended.stage ? what[ended.stage] : 'reading the policy fails'}: ${endedText(ended)}`,
    'write it more simply',
  );

const wholeFile = (message: string, remedy: string): PolicyProblem => ({
  file: policyFile,
  line: 1,
  column: 1,
  message,
  remedy,
});

const busy = () =>
  new DomainError('LIMIT_EXCEEDED', 'Too many own policies of this organisation wait to be compiled.', {
    remedy: 'Try again shortly.',
  });
