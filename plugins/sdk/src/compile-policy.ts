import type { CompileContext, CompiledPolicy, FunctionFragment, Policy } from './policy.ts';
import { handlerData } from './handler-data.ts';

/** What a parsed configuration becomes: plugins and code of `compile`, then the code of the handlers. */
export function compilePolicy(
  policy: Policy,
  configuration: Record<string, unknown>,
  context: CompileContext,
): CompiledPolicy {
  const compiled = policy.compile?.(configuration, context) ?? { plugins: [], functions: [] };
  const functions = handlerFragments(policy, configuration);
  return functions.length === 0
    ? compiled
    : { ...compiled, functions: [...compiled.functions, ...functions] };
}

const handlerNames = ['onEarlyRequest', 'onRequest', 'onResponse', 'onResponseBody'] as const;

function handlerFragments(policy: Policy, configuration: Record<string, unknown>): FunctionFragment[] {
  if (!handlerNames.some((name) => policy[name])) return [];
  if (!policy.handlerCode) {
    throw new Error(`the handlers of ${policy.name} were not translated; give its code to the registry`);
  }
  const data = handlerData(policy, configuration);
  return policy.handlerCode.map((fragment) => ({ ...fragment, data }));
}
