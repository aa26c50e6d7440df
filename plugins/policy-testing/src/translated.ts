import type { Policy } from '@apim/sdk';

const handlers = ['onEarlyRequest', 'onRequest', 'onResponse', 'onResponseBody'] as const;

export function hasHandlers(policy: Policy): boolean {
  return handlers.some((name) => policy[name] !== undefined);
}

/** The handlers alone, without what `compile` gives. */
export function withoutCompile(policy: Policy): Policy {
  const { compile: _, ...alone } = policy;
  return alone;
}

/** The policy with the code of its handlers. */
export async function withTranslation(policy: Policy, source: URL | string | undefined): Promise<Policy> {
  if (!hasHandlers(policy) || policy.handlerCode) return policy;
  throw new Error(`give testPolicy the file of ${policy.name} as \`source\` (${String(source)})`);
}
