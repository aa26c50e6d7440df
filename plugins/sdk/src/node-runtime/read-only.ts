/**
 * A copy of plain data that cannot be changed, whose objects inherit nothing: what is not configured is as absent here as on
 * the gateway.
 */
export function readOnly(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item) => readOnly(item)));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) copy[name] = readOnly(member);
  }
  return Object.freeze(copy);
}
