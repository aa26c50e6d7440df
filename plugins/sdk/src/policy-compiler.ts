import { checkCache } from './check-cache.ts';
import { checkOrder } from './check-order.ts';
import { compileEffective, compilePlace, type EffectiveCode, type Place } from './compile-place.ts';
import type { CompileInput, Diagnostic } from './compile-types.ts';
import type { EffectivePolicy } from './compose-policies.ts';
import type { CompileOperation } from './policy.ts';

/** Compiles the effective policies of one input, each once, for all places and callers that share it. */
export interface PolicyCompiler {
  codeOf(
    policy: EffectivePolicy,
    operation: CompileOperation | undefined,
    found: Diagnostic[],
  ): EffectiveCode | undefined;
  placeOf(codes: readonly EffectiveCode[], found: Diagnostic[]): Place;
}

export function createPolicyCompiler(api: CompileInput['api']): PolicyCompiler {
  const known = new Map<string, { code: EffectiveCode | undefined; found: readonly Diagnostic[] }>();
  return {
    codeOf(policy, operation, found) {
      const own = policy.policy.perOperation ? operation : undefined;
      const key = keyOf(policy, own);
      let answer = known.get(key);
      if (answer === undefined) {
        const told: Diagnostic[] = [];
        const code = compileEffective(policy, { api, ...(own && { operation: own }) }, told);
        answer = { code, found: told };
        known.set(key, answer);
      }
      found.push(...answer.found);
      // Composed anew for this place: what it overrides differs from place to place.
      return answer.code && { ...answer.code, policy };
    },
    placeOf(codes, found) {
      const place = compilePlace(api, codes, found);
      found.push(...checkOrder(place.plugins.values()), ...checkCache(place.plugins));
      return place;
    },
  };
}

/** The same attachments of an input compose to the same configuration. */
function keyOf({ policy, sources }: EffectivePolicy, operation: CompileOperation | undefined): string {
  return JSON.stringify([policy.name, policy.version, sources.map(({ id }) => id), operation?.id]);
}
