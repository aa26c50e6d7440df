import type { Contribution, PlacePlugin } from './compile-place.ts';
import type { Diagnostic } from './compile-types.ts';

/**
 * An answer from Kong's cache ends the request ahead of every policy's last code. Code that could refuse a caller there is no
 * protection any more, so the two do not hold together; other code is merely not run, which is told.
 */
export function checkCache(plugins: ReadonlyMap<string, PlacePlugin>): Diagnostic[] {
  const cache = plugins.get('proxy-cache')?.contributions[0]?.policy;
  if (cache === undefined) return [];
  const code = plugins.get('post-function')?.contributions ?? [];
  return code
    .filter(({ policy, phase }) => phase === 'access' && policy?.policy.direction === 'inbound')
    .map((contribution) => {
      const name = contribution.policy?.policy.name ?? '';
      const refuses = canAnswer(contribution);
      const means = refuses
        ? `a cached answer would reach callers whom ${name} refuses; detach one of them`
        : `${name} does nothing for answers from the cache`;
      return {
        severity: refuses ? 'ERROR' : 'WARNING',
        code: refuses ? 'POLICY_CONFLICT' : 'POLICY_ORDER',
        message: `${cache.policy.name} answers ahead of the code of ${name}, whatever the order: ${means}`,
        path: null,
        attachmentId: contribution.policy?.sources.at(-1)?.id ?? null,
      };
    });
}

/** Whether code answers itself: Lua by the gateway's own function, handlers (whose runtime has it) by that of their context. */
function canAnswer({ config }: Contribution): boolean {
  return Object.values(config)
    .flat()
    .map(String)
    .some((chunk) => (isHandler.test(chunk) ? /\.respond\(/ : /kong\.response\.exit/).test(chunk));
}

const isHandler = /^local __handler$/m;
