import type { CompileAttachment, CompileOperation, PolicyRegistry } from '@apim/sdk';
import type { OwnPolicies } from '../own-policy/own-policies.ts';
import type { OwnPolicy } from '../sandbox/own-policy.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { ScopeDirectory } from '../scope-directory.ts';
import { runTask, type CompileTask, type TaskResults } from './task.ts';

interface Owner {
  readonly organizationId: string;
  readonly projectId: string;
}

/** Runs tasks of compiling: in the process where the library is enough, in the sandbox where a project's own policies are attached. */
export class Compiler {
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
    return this.sandbox.run(owner.organizationId, complete, own);
  }

  /** What an API's document says of its operations is asked for only where a policy is compiled for each. */
  async #withDefinitions<Task extends CompileTask>(
    { organizationId }: Owner,
    task: Task,
    own: readonly OwnPolicy[],
  ): Promise<Task> {
    if (task.kind === 'preview') return task;
    const { input } = task;
    const perOperation = ({ policy, version }: CompileAttachment) =>
      this.registry.get(policy, version)?.perOperation === true ||
      own.some(({ manifest }) => manifest.name === policy && manifest.perOperation);
    if (!input.attachments.some(perOperation) || input.operations.length === 0) return task;
    const ids = input.operations.map(({ id }) => id);
    const definitions = await this.directory.definitions(organizationId, input.api.id, ids);
    const operations = input.operations.map((operation): CompileOperation => {
      const definition = definitions.get(operation.id);
      return definition ? { ...operation, definition } : operation;
    });
    return { ...task, input: { ...input, operations } };
  }
}
