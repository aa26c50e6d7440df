/** A failed page load as the error page that shows it, with the status that it was answered with. */
export function pageError(error: unknown) {
  const { statusCode, status = statusCode ?? 500 } = error as { statusCode?: number; status?: number };
  const { message, ...data } = failureOf(error);
  // On the server a fatal error is logged as the server's own.
  return createError({ status, message, data, fatal: import.meta.client || status >= 500 });
}
