import type { EffectiveCode } from './compile-place.ts';
import type { EffectivePolicy } from './compose-policies.ts';
import type { CompileOperation, FunctionFragment } from './policy.ts';
import type { LuaData } from './lua/literal.ts';

/** More would be refused by the Admin API, which takes bodies of 10 MB. */
const maxCharacters = 3_000_000;

type CompileFor = (policy: EffectivePolicy, operation: CompileOperation) => EffectiveCode | undefined;

/**
 * One code for the service in place of one for each route, of policies that are compiled for each operation: their Lua is the
 * same and only its data differs. Undefined when one of them has plugins, answers' phases, differing Lua or too much data.
 */
export function gatherOperations(
  policies: readonly EffectivePolicy[],
  operations: readonly CompileOperation[],
  compileFor: CompileFor,
): Map<EffectivePolicy, EffectiveCode> | undefined {
  const gathered = new Map<EffectivePolicy, EffectiveCode>();
  for (const policy of policies) {
    const codes = operations.flatMap((operation) => {
      const code = compileFor(policy, operation);
      return code ? [{ id: operation.id, code }] : [];
    });
    const functions = gatherFunctions(codes);
    if (functions === undefined) return undefined;
    const trustedIssuers = codes.flatMap(({ code }) => code.compiled.trustedIssuers ?? []);
    const upstreams = codes[0]?.code.upstreams ?? {};
    gathered.set(policy, { policy, compiled: { plugins: [], functions, trustedIssuers }, upstreams });
  }
  return gathered;
}

function gatherFunctions(
  codes: readonly { id: string; code: EffectiveCode }[],
): FunctionFragment[] | undefined {
  const shape = codes.find(({ code }) => code.compiled.functions.length > 0)?.code.compiled.functions ?? [];
  const isAlike = codes.every(
    ({ code: { compiled } }) =>
      compiled.plugins.length === 0 &&
      (compiled.functions.length === 0 || sameCode(shape, compiled.functions)),
  );
  if (!isAlike || shape.some(({ phase }) => phase !== 'early' && phase !== 'access')) return undefined;
  const functions = shape.map(({ data: _, ...fragment }, index) => ({
    ...fragment,
    operations: Object.fromEntries(
      codes.map(({ id, code }): [string, LuaData] => {
        const own = code.compiled.functions[index];
        return [id, own === undefined ? false : (own.data ?? {})];
      }),
    ),
  }));
  const size = functions.reduce((sum, { operations }) => sum + JSON.stringify(operations).length, 0);
  return size > maxCharacters ? undefined : functions;
}

function sameCode(one: readonly FunctionFragment[], other: readonly FunctionFragment[]): boolean {
  return (
    one.length === other.length &&
    one.every((fragment, index) => {
      const { phase, lua, libraries = [] } = other[index] ?? {};
      return (
        fragment.phase === phase &&
        fragment.lua === lua &&
        (fragment.libraries ?? []).join() === libraries.join()
      );
    })
  );
}
