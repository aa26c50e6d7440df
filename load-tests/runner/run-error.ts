/** k6's exit codes, those that this runner gives. */
export const exitCodes = {
  thresholdsFailed: 99,
  timedOut: 100,
  invalidConfiguration: 104,
  stopped: 105,
  scriptFailed: 107,
};

/** An end that is told in one sentence and in an exit code. */
export class RunError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}
