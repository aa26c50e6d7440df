/** Runs inside of the sandbox, ahead of a policy: gives it its two modules and answers the host in JSON. */
import { checkConfiguration } from '@apim/sdk/configuration';
import { definePolicy } from '@apim/sdk/define-policy';
import { policyJsonSchema } from '@apim/sdk/json-schema';
import type { Policy } from '@apim/sdk/policy';
import * as zod from 'zod';

// A policy may replace what is global; what the driver itself needs is taken before.
const { parse, stringify } = JSON;
const MAXIMUM_CHARACTERS = 1_000_000;
const handlerNames = ['onEarlyRequest', 'onRequest', 'onResponse', 'onResponseBody'] as const;

const defined: Policy[] = [];
const modules: Readonly<Record<string, unknown>> = {
  zod: { ...zod, default: zod.z },
  '@apim/sdk': {
    definePolicy(definition: never) {
      const policy = definePolicy(definition) as unknown as Policy;
      defined.push(policy);
      return policy;
    },
  },
};

function required(name: string): unknown {
  if (Object.hasOwn(modules, name)) return modules[name];
  throw new Error(`a policy may import @apim/sdk and zod, not ${name}`);
}

function only(): Policy {
  const [policy, second] = defined;
  if (!policy) throw new Error('the file defines no policy: write one definePolicy({ … })');
  if (second) throw new Error(`the file defines a second policy, ${second.name}: write each in its own file`);
  return policy;
}

/** What is there is called; what is not is an error of the host's. */
function method<Name extends 'compile' | 'upstreams'>(name: Name): NonNullable<Policy[Name]> {
  const found = only()[name];
  if (typeof found !== 'function') throw new Error(`the policy has no ${name}`);
  return found as NonNullable<Policy[Name]>;
}

const calls: Readonly<Record<string, (...given: never[]) => unknown>> = {
  manifest() {
    const policy = only();
    return {
      name: policy.name,
      version: policy.version,
      title: policy.title,
      summary: policy.summary,
      direction: policy.direction,
      scopes: policy.scopes,
      examples: policy.examples,
      kong: policy.kong,
      merge: typeof policy.merge === 'string' ? policy.merge : 'merge',
      perOperation: policy.perOperation === true,
      handlers: handlerNames.filter((name) => typeof policy[name] === 'function'),
      compiles: typeof policy.compile === 'function',
      hasUpstreams: typeof policy.upstreams === 'function',
      configurationSchema: policyJsonSchema(policy),
    };
  },
  parse: (configuration: unknown) => checkConfiguration(only(), configuration),
  merge(inherited: never, own: never) {
    const rule = only().merge;
    if (typeof rule === 'string') throw new Error(`the policy merges by ${rule}`);
    return rule.merge(inherited, own);
  },
  describe: (configuration: never) => only().describe(configuration),
  compile: (configuration: never, context: never) => method('compile')(configuration, context),
  upstreams: (configuration: never) => method('upstreams')(configuration),
};

/** Runs the policy's module, which is a function of its exports and of `require`. */
function load(module: (exports: object, require: (name: string) => unknown) => void): void {
  module({}, required);
  only();
}

/** Takes and gives JSON; `null` stands for what JSON has no word for. */
function call(name: string, given: string): string {
  const run = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (!run) throw new Error(`there is no call ${name}`);
  const result = run(...(parse(given) as never[]));
  if (typeof (result as { then?: unknown } | null | undefined)?.then === 'function') {
    throw new Error(`${name} answers with a promise; a policy answers at once`);
  }
  const text = stringify(result) ?? 'null';
  if (text.length > MAXIMUM_CHARACTERS) {
    throw new Error(`${name} answers with ${text.length} characters; it may have ${MAXIMUM_CHARACTERS}`);
  }
  return text;
}

/** The same input gives the same answer: a policy has neither clock nor chance. */
function refuseChance(): void {
  const NativeDate = Date;
  const refuse = (what: string) => () => {
    throw new Error(`${what} differs from call to call, which a policy's answer may not`);
  };
  Math.random = refuse('Math.random()');
  NativeDate.now = refuse('Date.now()');
  const KnownDate = new Proxy(NativeDate, {
    apply: refuse('Date()'),
    construct: (target, given) =>
      given.length === 0 ? refuse('new Date()')() : new target(...(given as [])),
  });
  NativeDate.prototype.constructor = KnownDate;
  globalThis.Date = KnownDate;
}

refuseChance();
Object.assign(globalThis, { load, call });
