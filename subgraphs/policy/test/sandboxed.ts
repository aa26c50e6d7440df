import type { OwnPolicy } from '../src/sandbox/own-policy.ts';
import { Sandbox } from '../src/sandbox/sandbox.ts';
import { policySource } from './policy-source.ts';

/** A sandbox to close at the end, and what suites ask of it. */
export const sandbox = new Sandbox();

export const organization = 'an-organization';

export async function described(source: string): Promise<OwnPolicy> {
  const answer = await sandbox.describePolicy(organization, source);
  if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
  return answer.policy;
}

export async function problems(source: string) {
  const answer = await sandbox.describePolicy(organization, source);
  return 'problems' in answer ? answer.problems : [];
}

export const preview = (own: OwnPolicy, configuration: unknown) =>
  sandbox.run(
    organization,
    {
      kind: 'preview',
      attachment: { policy: own.manifest.name, version: own.manifest.version, configuration },
    },
    [own],
  );

export const good = policySource();
