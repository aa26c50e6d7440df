import {
  checkConfiguration,
  parseConfiguration,
  type CompiledPolicy,
  type Policy,
  compilePolicy,
} from '@apim/sdk';

/** What is wrong with a configuration, as `path: message`; empty when nothing is. */
export function issues(policy: Policy, configuration: unknown): string[] {
  const parsed = checkConfiguration(policy, configuration);
  return 'issues' in parsed ? parsed.issues.map(({ path, message }) => `${path}: ${message}`) : [];
}

/** The policy's own merge of two configurations; throws for a policy that does not merge. */
export function merged(policy: Policy, inherited: object, own: object): unknown {
  if (typeof policy.merge === 'string') throw new Error(`${policy.name} does not merge`);
  return policy.merge.merge(parseConfiguration(policy, inherited), parseConfiguration(policy, own));
}

/** What a configuration compiles to for an API of the test's own. */
export function compiled(policy: Policy, configuration: unknown): CompiledPolicy {
  const api = { id: 'A1', projectId: 'P1', organizationId: 'O1' };
  return compilePolicy(policy, parseConfiguration(policy, configuration), { api });
}
