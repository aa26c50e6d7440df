import type { Scenario } from './options.ts';

/** What an executor works with: virtual users of its scenario, and one iteration of one of them. */
export interface Stage<User> {
  startUser(): Promise<User>;
  /** Resolves when the iteration ended, well or not. */
  iterate(user: User): Promise<void>;
  drop(): void;
  /** Aborted when the test is to end early. */
  signal: AbortSignal;
}

/** Runs a scenario to its end: no iteration begins after its duration, and those begun may end. */
export async function runScenario<User>(scenario: Scenario, stage: Stage<User>): Promise<void> {
  await pause(scenario.startMs, stage.signal);
  const users = await Promise.all(Array.from({ length: scenario.vus }, () => stage.startUser()));
  const deadline = performance.now() + scenario.durationMs;
  const isOpen = () => !stage.signal.aborted && performance.now() < deadline;
  if (scenario.executor === 'constant-arrival-rate') return arrive(scenario, users, isOpen, stage);

  let shared = scenario.executor === 'shared-iterations' ? scenario.iterations : 0;
  const mayBegin = (done: number): boolean => {
    if (scenario.executor === 'constant-vus') return true;
    return scenario.executor === 'shared-iterations' ? shared-- > 0 : done < scenario.iterations;
  };
  const loop = async (user: User) => {
    for (let done = 0; isOpen() && mayBegin(done); done += 1) await stage.iterate(user);
  };
  await Promise.all(users.map(loop));
}

/** Begins an iteration at each tick; one that finds no free virtual user, nor the right to start one, is dropped. */
async function arrive<User>(
  { everyMs, maxVus }: Extract<Scenario, { executor: 'constant-arrival-rate' }>,
  idle: User[],
  isOpen: () => boolean,
  stage: Stage<User>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let count = idle.length;
  const began = performance.now();
  const begin = async () => {
    const user = idle.pop() ?? (count++ < maxVus ? await stage.startUser() : undefined);
    if (user === undefined) {
      count -= 1;
      return stage.drop();
    }
    await stage.iterate(user);
    idle.push(user);
  };
  for (let tick = 0; isOpen(); tick += 1) {
    await pause(began + tick * everyMs - performance.now(), stage.signal);
    if (!isOpen()) break;
    const iteration = begin().finally(() => running.delete(iteration));
    running.add(iteration);
  }
  await Promise.all(running);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
