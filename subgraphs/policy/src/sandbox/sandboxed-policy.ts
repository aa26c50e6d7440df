import { canonicalJson, type Policy } from '@apim/sdk';
import { z } from 'zod';
import { readCompiled } from './compiled-answer.ts';
import type { OwnPolicy } from './own-policy.ts';
import { printable, SandboxError, type PolicyVm } from './vm.ts';

const upstreamsSchema = z.record(z.string().max(100), z.string().max(2_000));
const parsedSchema = z.union([
  z.strictObject({ configuration: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    issues: z.array(z.looseObject({ path: z.string(), message: z.string() })).min(1),
  }),
]);
const MAXIMUM_ISSUES = 50;
const MAXIMUM_DESCRIPTION = 300;

/**
 * An own policy as the SDK knows policies: each of its functions runs in the sandbox, and what it answers is checked. `vm` is
 * the error when the policy could not be evaluated. What failed once makes `compile` fail, which composing reports.
 */
export function sandboxedPolicy(own: OwnPolicy, vm: PolicyVm | SandboxError): Policy {
  const { manifest, handlerCode, deprecated } = own;
  let broken = vm instanceof SandboxError ? vm : undefined;
  const known = new Map<string, unknown>();
  const call = (name: string, ...given: unknown[]): unknown => {
    const key = canonicalJson([name, given]);
    if (!known.has(key)) {
      if (vm instanceof SandboxError) throw vm;
      known.set(key, vm.call(name, ...given));
    }
    return known.get(key);
  };
  const orBroken = <Result>(run: () => Result, otherwise: Result): Result => {
    try {
      return run();
    } catch (error) {
      broken ??= error instanceof SandboxError ? error : new SandboxError(printable(String(error)));
      return otherwise;
    }
  };
  const configuration = z.unknown().transform((value, context) => {
    const parsed = orBroken(() => parsedSchema.parse(call('parse', value)), { configuration: {} });
    if ('configuration' in parsed) return parsed.configuration;
    for (const { path, message } of parsed.issues.slice(0, MAXIMUM_ISSUES)) {
      context.addIssue({ code: 'custom', path: path === '' ? [] : [path], message: printable(message) });
    }
    return z.NEVER;
  });
  const upstreams = (given: unknown) => upstreamsSchema.parse(call('upstreams', given));

  return {
    name: manifest.name,
    version: manifest.version,
    ...(deprecated !== undefined && { deprecated }),
    title: manifest.title,
    summary: manifest.summary,
    direction: manifest.direction,
    scopes: manifest.scopes,
    configuration: configuration as unknown as z.ZodObject,
    merge:
      manifest.merge === 'merge'
        ? { merge: (inherited, given) => call('merge', inherited, given) as Record<string, unknown> }
        : manifest.merge,
    examples: manifest.examples,
    kong: manifest.kong,
    perOperation: manifest.perOperation,
    describe: (given) =>
      orBroken(
        () => printable(String(call('describe', given))).slice(0, MAXIMUM_DESCRIPTION),
        manifest.title,
      ),
    compile(given, context) {
      if (broken) throw broken;
      if (manifest.hasUpstreams) upstreams(given);
      if (!manifest.compiles) return { plugins: [], functions: [] };
      return readCompiled(manifest, call('compile', given, context));
    },
    ...(manifest.hasUpstreams && { upstreams: (given) => orBroken(() => upstreams(given), {}) }),
    ...Object.fromEntries(manifest.handlers.map((name) => [name, onGatewayOnly])),
    ...(handlerCode.length > 0 && { handlerCode }),
  };
}

function onGatewayOnly(): never {
  throw new Error('handlers of own policies run on the gateway alone');
}
