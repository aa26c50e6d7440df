import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { recordedHandlers } from '../test/recorded-handlers.ts';

const source = recordedHandlers['p6-validate'] ?? '';
const text = { type: 'string' };
const number = { type: 'number' };
const configurationSchema = {
  type: 'object',
  properties: {
    fields: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          path: text,
          type: text,
          min: number,
          max: number,
          oneOf: { type: 'array', items: text },
        },
        required: ['path', 'type'],
      },
    },
  },
  required: ['fields'],
};

/** Translates a handler of 40 lines: in a fresh process, the compiler's load included, and then again; medians. */
export async function run() {
  const cold = Array.from({ length: 3 }, () => Number(inFreshProcess()));
  const { translatePolicy } = await import('../src/translate.ts');
  const translate = () => translatePolicy({ fileName: 'policy.ts', source, configurationSchema });
  if (!('code' in translate())) throw new Error('the handler of the benchmark is refused');
  const warm = Array.from({ length: 15 }, () => {
    const start = performance.now();
    translate();
    return performance.now() - start;
  });
  return [row('translate a handler, cold', 1000, cold), row('translate a handler, warm', 100, warm)];
}

function row(name: string, goalMs: number, times: number[]) {
  const value = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  return {
    name,
    value: Number(value.toFixed(1)),
    unit: 'ms',
    goal: `${goalMs} ms or less`,
    verdict: value <= goalMs,
  };
}

/** Milliseconds of the first translation in a process of its own. */
function inFreshProcess(): string {
  const script = `const start = performance.now();
    const { translatePolicy } = await import(${JSON.stringify(new URL('../src/translate.ts', import.meta.url).href)});
    translatePolicy(${JSON.stringify({ fileName: 'policy.ts', source, configurationSchema })});
    process.stdout.write(String(performance.now() - start));`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', '@oxc-node/core/register', '--input-type=module', '--eval', script],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

if (process.argv[1] === import.meta.filename) console.table(await run());
