/** What failed, in words for the reader. */
export interface Failure {
  message: string;
  remedy?: string;
  code?: string;
  field?: string;
}

/** Reads whatever was thrown, or came as the body of a refused request, into words. */
export function failureOf(error: unknown): Failure {
  const { message, data } = error as { message?: string; data?: Failure & { data?: Partial<Failure> } };
  const { code, field, remedy } = data?.data ?? data ?? {};
  return { message: data?.message ?? message ?? 'Something went wrong.', code, field, remedy };
}

/** Runs something the user asked for, once at a time, and keeps what went wrong until the next try. */
export function useAction<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>) {
  const isRunning = ref(false);
  const failure = ref<Failure>();
  const run = async (...args: Args): Promise<void> => {
    if (isRunning.value) return;
    isRunning.value = true;
    failure.value = undefined;
    try {
      await work(...args);
    } catch (error) {
      failure.value = failureOf(error);
    } finally {
      isRunning.value = false;
    }
  };
  return { run, isRunning, failure };
}
