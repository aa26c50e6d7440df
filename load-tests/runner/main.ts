import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseLoadArguments, type LoadArguments } from './arguments.ts';
import { loadEnvironment } from './load-environment.ts';
import { hasK6, runK6 } from './k6-program.ts';
import { RunError } from './run-error.ts';
import { runScript } from './run-script.ts';

function readArguments(): LoadArguments | undefined {
  try {
    return parseLoadArguments(process.argv.slice(2), new Date());
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
    return undefined;
  }
}

async function runByOurs(script: string, environment: Record<string, string>): Promise<number> {
  console.error(
    'k6 is not on the PATH (0.57 or newer): the built-in runner runs the same script. It is for small loads.',
  );
  const stop = new AbortController();
  // npm passes on what the terminal has sent already: the second must not cut the teardown short.
  process.on('SIGINT', () => stop.abort());
  process.on('SIGTERM', () => stop.abort());
  try {
    return await runScript({ script, environment, signal: stop.signal });
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

const load = readArguments();
if (load) {
  const environment = loadEnvironment(load);
  mkdirSync(dirname(load.reports), { recursive: true });
  process.exitCode = await (hasK6() ? runK6 : runByOurs)(load.script, environment);
}
