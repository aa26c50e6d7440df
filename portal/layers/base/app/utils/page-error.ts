/** A failed page load as the error page that shows it, with the status that it was answered with. */
export function pageError(error: unknown) {
  const { statusCode, status } = error as { statusCode?: number; status?: number };
  const { message, ...data } = failureOf(error);
  return createError({ status: status ?? statusCode ?? 500, message, data, fatal: true });
}
