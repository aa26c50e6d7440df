import type { CompileAttachment, CompileOperation, PolicyRegistry } from '@apim/sdk';
import type { OwnPolicies } from '../own-policy/own-policies.ts';
import type { OwnPolicy } from '../sandbox/own-policy.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { ScopeDirectory } from '../scope-directory.ts';
import { KnownAnswers } from './known-answers.ts';
import { runTask, type CompileTask, type TaskResults } from './task.ts';

interface Owner {
  readonly organizationId: string;
  readonly projectId: string;
}

/** Runs tasks of compiling: in the process where the library is enough, in the sandbox where a project's own policies are attached. */
export class Compiler {
  readonly #known = new KnownAnswers();

  constructor(
    private readonly registry: PolicyRegistry,
    private readonly own: OwnPolicies,
    private readonly sandbox: Sandbox,
    private readonly directory: ScopeDirectory,
  ) {}

  async run<Task extends CompileTask>(owner: Owner, task: Task): Promise<TaskResults[Task['kind']]> {
    const attachments = task.kind === 'preview' ? [task.attachment] : task.input.attachments;
    const own = await this.own.usedBy(owner, attachments);
    const complete = await this.#withDefinitions(owner, task, own);
    if (own.length === 0) return runTask(this.registry, complete);
    return this.#known.get(complete, own, () => this.sandbox.run(owner.organizationId, complete, own));
  }

  /** What an API's document says of its operations is asked for only where a policy is compiled for each. */
  async #withDefinitions<Task extends CompileTask>(
    { organizationId }: Owner,
    task: Task,
    own: readonly OwnPolicy[],
  ): Promise<Task> {
    if (task.kind === 'preview') return task;
    const { input } = task;
    const attached = input.attachments.filter(
      ({ policy, version }) =>
        this.registry.get(policy, version)?.perOperation === true ||
        own.some(({ manifest }) => manifest.name === policy && manifest.perOperation),
    );
    const wanted = operationsOf(task, attached);
    if (wanted.length === 0) return task;
    const described = await this.directory.definitions(organizationId, input.api.id, wanted);
    const operations = input.operations.map((operation): CompileOperation => ({
      ...operation,
      ...described.get(operation.id),
    }));
    return { ...task, input: { ...input, operations } };
  }
}

/** Ids of the operations for which something is attached that depends on them, as far as the task is about them. */
function operationsOf(
  task: Exclude<CompileTask, { kind: 'preview' }>,
  attached: readonly CompileAttachment[],
): string[] {
  const key = task.kind === 'explain' ? task.options.operationKey : undefined;
  const isEverywhere = attached.some(({ scope }) => scope.kind !== 'operation');
  const own = new Set(attached.map(({ scope }) => scope.id));
  return task.input.operations
    .filter((operation) => key === undefined || operation.key === key)
    .map(({ id }) => id)
    .filter((id) => isEverywhere || own.has(id));
}
