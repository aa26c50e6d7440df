import { parentPort, workerData } from 'node:worker_threads';
import { registry } from '@apim/policies/registry';
import { runTask } from '../compile/task.ts';
import type { SandboxedTask } from './sandbox.ts';
import { withOwn } from './own-registry.ts';
import { sandboxedPolicy } from './sandboxed-policy.ts';
import { Stages } from './stages.ts';
import { createPolicyVm, SandboxError, type PolicyVm } from './vm.ts';

const stages = new Stages(workerData as SharedArrayBuffer);

async function run({ task, own, failures }: SandboxedTask) {
  const policies = [];
  for (const [index, policy] of own.entries()) {
    const failure = failures[index];
    const vm = failure === undefined ? await start(policy.code, index) : new SandboxError(failure);
    policies.push(sandboxedPolicy(policy, vm));
  }
  return runTask(withOwn(registry, policies), task);
}

function start(code: string, index: number): Promise<PolicyVm | SandboxError> {
  return createPolicyVm(code, stages.around('policy', index)).catch((error: unknown) => {
    if (error instanceof SandboxError) return error;
    throw error;
  });
}

parentPort?.once('message', (task: SandboxedTask) => {
  void run(task).then((result) => parentPort?.postMessage(result));
});
