import { HttpClient } from './http-client.ts';
import { Metrics } from './metrics.ts';
import { parseOptions } from './options.ts';
import { exitCodes, RunError } from './run-error.ts';
import { runTest } from './run-test.ts';
import { parseThresholds } from './thresholds.ts';
import { VirtualUser } from './virtual-user.ts';

interface RunOptions {
  /** Address of the script, a file: URL. */
  script: string;
  /** What the script finds in `__ENV`. */
  environment: Record<string, string>;
  /** Aborted to end early; teardown runs all the same. */
  signal: AbortSignal;
}

/** Runs a k6 script from its load to its summary; resolves to k6's exit code, or throws RunError. */
export async function runScript({ script, environment, signal }: RunOptions): Promise<number> {
  const http = new HttpClient();
  const users: VirtualUser[] = [];
  const startUser = async () => {
    const user = await VirtualUser.start({ script, environment, http, number: users.length });
    users.push(user);
    return user;
  };
  try {
    const control = await startUser().catch((error: Error) => {
      throw new RunError(error.message, exitCodes.scriptFailed);
    });
    return await runTest({ ...prepare(control), control, startUser, signal });
  } finally {
    await Promise.all(users.map((user) => user.end()));
    await http.close();
  }
}

function prepare({ declaration }: VirtualUser) {
  try {
    const options = parseOptions(declaration.options);
    const missing = options.scenarios.find(({ exported }) => !declaration.exported.includes(exported));
    if (missing) throw new Error(`The script exports no function ${missing.exported}.`);
    const metrics = new Metrics(declaration.metrics);
    const thresholds = parseThresholds(options.thresholds);
    for (const { selector } of thresholds) metrics.select(selector);
    return { options, metrics, thresholds };
  } catch (error) {
    throw new RunError((error as Error).message, exitCodes.invalidConfiguration);
  }
}
