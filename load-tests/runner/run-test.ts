import { writeFile } from 'node:fs/promises';
import { runScenario } from './executors.ts';
import type { Outcome, Sample } from './messages.ts';
import type { Metrics } from './metrics.ts';
import type { Scenario, TestOptions } from './options.ts';
import { exitCodes, RunError } from './run-error.ts';
import { CheckTree, describeSummary, type SummaryData } from './summary.ts';
import { judgeThresholds, type Threshold } from './thresholds.ts';
import type { VirtualUser } from './virtual-user.ts';

interface Test {
  options: TestOptions;
  metrics: Metrics;
  thresholds: Threshold[];
  /** The virtual user that runs setup, teardown and handleSummary. */
  control: VirtualUser;
  startUser: () => Promise<VirtualUser>;
  signal: AbortSignal;
}

/** Setup, scenarios, teardown, thresholds, summary; resolves to the exit code. */
export async function runTest(test: Test): Promise<number> {
  const { options, metrics, thresholds, control, signal } = test;
  const checks = new CheckTree();
  const take = ({ samples }: Outcome) => {
    for (const sample of samples) {
      metrics.add(sample);
      checks.add(sample);
    }
  };
  const around = async (exported: string, argument: unknown, timeoutMs: number) => {
    if (!control.declaration.exported.includes(exported)) return undefined;
    const tags = { group: `::${exported}` };
    const invocation = { exported, argument, scenario: '', iteration: 0, tags };
    const outcome = await withTimeout(control.invoke(invocation), timeoutMs, exported);
    take(outcome);
    if (outcome.error) throw new RunError(`${exported} failed: ${outcome.error}`, exitCodes.scriptFailed);
    return outcome.result;
  };

  const began = performance.now();
  const data = await around('setup', undefined, options.setupTimeoutMs);
  try {
    await Promise.all(options.scenarios.map((scenario) => runOne(scenario, test, data, take)));
  } finally {
    await around('teardown', data, options.teardownTimeoutMs);
  }
  const milliseconds = performance.now() - began;
  const report = metrics.report(milliseconds / 1_000, options.trendStatistics);
  const allHold = judgeThresholds(thresholds, metrics, report, milliseconds / 1_000);
  const state = {
    testRunDurationMs: milliseconds,
    isStdOutTTY: process.stdout.isTTY,
    isStdErrTTY: process.stderr.isTTY,
  };
  const summary: SummaryData = { root_group: checks.root, metrics: report, state };
  await writeSummary(
    summary,
    (await around('handleSummary', summary, 60_000)) as Record<string, string> | undefined,
  );
  if (signal.aborted) return exitCodes.stopped;
  return allHold ? 0 : exitCodes.thresholdsFailed;
}

async function runOne(
  scenario: Scenario,
  test: Test,
  data: unknown,
  take: (outcome: Outcome) => void,
): Promise<void> {
  const { name, exported, tags } = scenario;
  let iteration = 0;
  const sample = (metric: string, value: number): Sample => ({
    metric,
    value,
    tags: { ...tags, scenario: name },
  });
  const users: VirtualUser[] = [];
  const work = runScenario(scenario, {
    signal: test.signal,
    startUser: async () => {
      const user = await test.startUser();
      users.push(user);
      take({ samples: [sample('vus', users.length)] });
      return user;
    },
    iterate: async (user: VirtualUser) => {
      const outcome = await user.invoke({
        exported,
        argument: data,
        scenario: name,
        iteration: iteration++,
        tags,
      });
      take(outcome);
      if (outcome.error) console.error(outcome.error);
    },
    drop: () => take({ samples: [sample('dropped_iterations', 1)] }),
  });
  const lastMs = scenario.startMs + scenario.durationMs + scenario.gracefulStopMs;
  await withTimeout(work, lastMs, `the scenario ${name}`).catch(async (error: unknown) => {
    if (!(error instanceof RunError)) throw error;
    await Promise.all(users.map((user) => user.end()));
  });
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    const message = `${name} took longer than ${timeoutMs / 1_000} s.`;
    timer = setTimeout(() => reject(new RunError(message, exitCodes.timedOut)), timeoutMs);
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

async function writeSummary(summary: SummaryData, files: Record<string, string> | undefined): Promise<void> {
  for (const [file, content] of Object.entries(files ?? { stdout: describeSummary(summary) })) {
    if (file === 'stdout') process.stdout.write(content);
    else if (file === 'stderr') process.stderr.write(content);
    else await writeFile(file, content);
  }
}
