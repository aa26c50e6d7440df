import { bundleHash } from '@apim/sdk';
import { LRUCache } from 'lru-cache';
import type { OwnPolicy } from '../sandbox/own-policy.ts';
import type { CompileTask, TaskResults } from './task.ts';

const MAXIMUM_CHARACTERS = 50_000_000;

type Answer = TaskResults[CompileTask['kind']];

/**
 * What was compiled already: the same task with the same policies gives the same bytes. A policy that failed is tried anew, for
 * it may have been the machine that was slow.
 */
export class KnownAnswers {
  readonly #answers = new LRUCache<string, Answer>({
    maxSize: MAXIMUM_CHARACTERS,
    sizeCalculation: (answer) => JSON.stringify(answer).length,
  });

  async get<Task extends CompileTask>(
    task: Task,
    own: readonly OwnPolicy[],
    run: () => Promise<TaskResults[Task['kind']]>,
  ): Promise<TaskResults[Task['kind']]> {
    const key = bundleHash({ task, own });
    const known = this.#answers.get(key);
    if (known) return known as TaskResults[Task['kind']];
    const answer = await run();
    if (!answer.diagnostics.some(({ code }) => code === 'POLICY_FAILED')) this.#answers.set(key, answer);
    return answer;
  }
}
