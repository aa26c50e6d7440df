import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
} from 'quickjs-emscripten-core';
import { readAnswer } from './json-answer.ts';
import { prelude } from './prelude.gen.ts';

const MEMORY_BYTES = 32 * 1024 * 1024;
const STACK_BYTES = 256 * 1024;
/** Of all calls of one policy together. */
export const BUDGET_MS = 800;

/** What a policy did wrong; `line` and `column` (from 1) are of its transpiled text. */
export class SandboxError extends Error {
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(message: string, place: { line?: number; column?: number } = {}) {
    super(message);
    this.line = place.line;
    this.column = place.column;
  }
}

/** One policy in a JavaScript engine of its own, with no function of the host. */
export interface PolicyVm {
  /** Calls the driver; gives what its JSON says. Throws SandboxError, also for a policy that used up its time or memory. */
  call(name: string, ...given: unknown[]): unknown;
}

/** Evaluates a policy's transpiled module. Every call into the engine runs between `entered` and `left`. */
export async function createPolicyVm(
  code: string,
  { entered, left }: { entered(): void; left(): void } = { entered() {}, left() {} },
): Promise<PolicyVm> {
  // An engine that ran out of the host's stack is not to be trusted again, so each policy has one of its own.
  const engine = await newQuickJSWASMModuleFromVariant(variant);
  const runtime = engine.newRuntime({ memoryLimitBytes: MEMORY_BYTES, maxStackSizeBytes: STACK_BYTES });
  const context = runtime.newContext();
  context.unwrapResult(context.evalCode(prelude, 'prelude.js')).dispose();
  const load = take(context, 'load');
  const call = take(context, 'call');

  let leftMs = BUDGET_MS;
  let failed: SandboxError | undefined;
  const guarded = (run: () => string): string => {
    if (failed) throw failed;
    const start = performance.now();
    runtime.setInterruptHandler(() => performance.now() - start > leftMs);
    entered();
    try {
      return run();
    } catch (error) {
      if (error instanceof SandboxError) throw error;
      throw (failed = new SandboxError('it goes deeper than the sandbox has room for'));
    } finally {
      left();
      leftMs -= performance.now() - start;
      // A policy may catch what interrupts it, and is stopped again at once the next time.
      if (leftMs <= 0) failed ??= overBudget();
    }
  };

  guarded(() => {
    // The first line is the policy's own, so that lines of errors are.
    const module = valueOf(context, context.evalCode(`(function (exports, require) {${code}\n})`, 'policy'));
    valueOf(context, context.callFunction(load, context.undefined, module)).dispose();
    return '';
  });
  return {
    call: (name, ...given) => {
      const text = guarded(() => {
        const handles = [name, JSON.stringify(given)].map((value) => context.newString(value));
        const result = valueOf(context, context.callFunction(call, context.undefined, ...handles));
        return context.typeof(result) === 'string' ? context.getString(result) : 'null';
      });
      return readAnswer(text);
    },
  };
}

/** A global function of the prelude, which the policy shall not see. */
function take(context: QuickJSContext, name: string): QuickJSHandle {
  const handle = context.getProp(context.global, name);
  context.unwrapResult(context.evalCode(`delete globalThis.${name}`)).dispose();
  return handle;
}

function valueOf(context: QuickJSContext, result: ReturnType<QuickJSContext['callFunction']>): QuickJSHandle {
  if (!result.error) return result.value;
  throw describeError(context, result.error);
}

/** Reads no more than three texts of what was thrown, since a getter of it is the policy's code, too. */
function describeError(context: QuickJSContext, error: QuickJSHandle): SandboxError {
  const read = (name: string): string => {
    const property = context.getProp(error, name);
    return context.typeof(property) === 'string' ? context.getString(property) : '';
  };
  const isObject = context.typeof(error) === 'object';
  const name = isObject ? read('name') : '';
  const text = isObject ? read('message') : 'something that is no Error was thrown';
  if (name === 'InternalError' && text === 'interrupted') {
    return overBudget();
  }
  if (name === 'InternalError' && text === 'out of memory') {
    return new SandboxError('it takes more than 32 MiB of memory');
  }
  const [, line, column] = /\bpolicy:(\d+):(\d+)/.exec(isObject ? read('stack') : '') ?? [];
  const message = printable(text || 'an error without a message was thrown');
  return new SandboxError(message, line ? { line: Number(line), column: Number(column) } : {});
}

const overBudget = () => new SandboxError(`it takes more than ${BUDGET_MS} ms`);

const MAXIMUM_TEXT = 500;

/** One line that forges no other, of at most 500 characters. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what is replaced
  text.slice(0, MAXIMUM_TEXT).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
