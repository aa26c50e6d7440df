/** The command was used wrongly: exit code 2. */
export class UsageError extends Error {}

/** The platform could not be reached: exit code 3. */
export class UnreachableError extends Error {}

export interface Refusal {
  code: string;
  message: string;
  field?: string;
  remedy?: string;
  details?: Record<string, unknown>;
}

/** The platform refused: exit code 1. */
export class RefusedError extends Error {
  constructor(readonly refusals: Refusal[]) {
    super(refusals.map(({ message }) => message).join('\n'));
  }
}

/** What was asked for, or undefined when the platform says that it does not exist. */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RefusedError && error.refusals.every(({ code }) => code === 'NOT_FOUND'))
      return undefined;
    throw error;
  }
}

/** The exit code that scripts can trust: 1 refused, 2 used wrongly, 3 not reachable, 70 our fault. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof RefusedError) return 1;
  if (error instanceof UsageError) return 2;
  if (error instanceof UnreachableError) return 3;
  return 70;
}

/** What a person reads of an error: message, code and field, remedy. */
export function describeError(error: unknown): string {
  if (!(error instanceof RefusedError)) return error instanceof Error ? error.message : String(error);
  return error.refusals
    .map(({ code, message, field, remedy }) =>
      [`${message} [${code}${field ? ` ${field}` : ''}]`, remedy && `  → ${remedy}`]
        .filter(Boolean)
        .join('\n'),
    )
    .join('\n');
}
