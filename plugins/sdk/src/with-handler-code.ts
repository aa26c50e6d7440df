import type { FunctionPhase, HandlerCode, Policy } from './policy.ts';

const phases: readonly (readonly [keyof Policy, FunctionPhase])[] = [
  ['onEarlyRequest', 'early'],
  ['onRequest', 'access'],
  ['onResponse', 'header_filter'],
  ['onResponseBody', 'body_filter'],
];

/** The policy with its handlers as Lua. Throws when code and handlers do not belong together. */
export function withHandlerCode<Definition extends Policy>(
  policy: Definition,
  code: HandlerCode | undefined,
): Definition {
  const missing = phases.find(
    ([name, phase]) => policy[name] && !code?.some((fragment) => fragment.phase === phase),
  );
  if (missing !== undefined) {
    throw new Error(`${missing[0]} of ${policy.name} was not translated; run npm run gen`);
  }
  return Object.freeze({ ...policy, ...(code === undefined ? {} : { handlerCode: code }) });
}
