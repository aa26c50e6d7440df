/** The three forms of a date that HTTP knows: RFC 1123, RFC 850, and C's asctime. */
const forms = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}( GMT)?$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2}( GMT)?$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/** A date of HTTP in seconds since 1970, as `ngx.parse_http_time` reads it; undefined for anything else. */
export function httpTime(text: string): number | undefined {
  if (!forms.some((form) => form.test(text))) return undefined;
  const parsed = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(parsed) ? undefined : parsed / 1000;
}
