import { thread } from './thread.ts';

/** Counts each condition in the metric `checks`; true when all hold. */
export function check<T>(
  value: T,
  conditions: Record<string, (value: T) => boolean>,
  tags: object = {},
): boolean {
  let allHold = true;
  for (const [name, holds] of Object.entries(conditions)) {
    const ok = Boolean(holds(value));
    allHold &&= ok;
    thread.emit('checks', ok ? 1 : 0, { ...tags, check: name });
  }
  return allHold;
}

/** Runs a function under a group's name; what it measures carries the tag `group`. */
export function group<T>(name: string, run: () => T): T {
  const outer = thread.tags;
  const began = performance.now();
  thread.tags = { ...outer, group: `${outer.group ?? ''}::${name}` };
  try {
    const result = run();
    if (result instanceof Promise)
      throw new Error(`The group ${name} is asynchronous: k6 has no such groups.`);
    return result;
  } finally {
    thread.emit('group_duration', performance.now() - began);
    thread.tags = outer;
  }
}

/** Pauses this virtual user, in seconds. */
export function sleep(seconds: number): void {
  thread.pause(seconds);
}

/** Ends the iteration with an error. */
export function fail(message = ''): never {
  throw new Error(message);
}

export default { check, group, sleep, fail };
