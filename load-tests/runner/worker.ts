import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { registerScriptModules } from './k6/modules.ts';
import { declaredMetrics, takeSamples, thread } from './k6/thread.ts';
import type { Invocation, Outcome, VirtualUserStart } from './messages.ts';

const start = workerData as VirtualUserStart;
const port = parentPort!;
const answer = (outcome: Omit<Outcome, 'samples'>) =>
  port.postMessage({ ...outcome, samples: takeSamples() });
const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** `open()` of k6: a file beside the script, as text or bytes, while the script is loaded. */
function open(path: string, mode = ''): string | ArrayBuffer {
  if (thread.isLoaded) throw new Error('open() can only be called while the script is loaded.');
  const bytes = readFileSync(new URL(path, start.script));
  return mode === 'b' ? new Uint8Array(bytes).buffer : bytes.toString('utf8');
}

async function load(): Promise<Record<string, unknown>> {
  Object.assign(globalThis, { __ENV: start.environment, __VU: start.number, __ITER: 0, open });
  thread.connect(start.calls, start.signal);
  registerScriptModules(start.script);
  try {
    return (await import(start.script)) as Record<string, unknown>;
  } catch (error) {
    const missing = /'(.+)' does not provide an export named '(.+)'/.exec(String(error));
    if (missing)
      throw new Error(`${missing[2]} is not part of this runner (${fileURLToPath(start.script)}).`, {
        cause: error,
      });
    throw error;
  } finally {
    thread.isLoaded = true;
  }
}

async function invoke(exports: Record<string, unknown>, invocation: Invocation): Promise<void> {
  const { exported, argument, scenario, iteration, tags } = invocation;
  const began = performance.now();
  thread.tags = { ...tags, scenario, group: '' };
  Object.assign(globalThis, { __ITER: iteration });
  try {
    const result: unknown = await (exports[exported] as (argument: unknown) => unknown)(argument);
    if (exported !== 'setup' && exported !== 'teardown' && exported !== 'handleSummary') {
      thread.emit('iterations', 1);
      thread.emit('iteration_duration', performance.now() - began);
    }
    // k6 hands data over as JSON, so a function or a Date does not survive there either.
    answer({ result: result === undefined ? undefined : JSON.parse(JSON.stringify(result)) });
  } catch (error) {
    answer({ error: textOf(error) });
  }
}

try {
  const exports = await load();
  const options = JSON.parse(JSON.stringify(exports.options ?? {})) as Record<string, unknown>;
  const exported = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
  answer({ declaration: { options, exported, metrics: declaredMetrics() } });
  port.on('message', (invocation: Invocation) => void invoke(exports, invocation));
} catch (error) {
  answer({ error: error instanceof Error ? error.message : String(error) });
}
