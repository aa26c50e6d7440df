const ids = /[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/g;

/** A value in which everything that differs between runs became its kind, so that shapes can be compared. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'number') return value < 0 ? value : 'number';
  if (typeof value === 'string') return value.replace(ids, '<id>');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // The recorded client closed each connection; ours keeps the rest of the line alike.
      .filter(([key]) => key !== 'connection')
      .map(([key, item]) => [key, /latency$/.test(key) ? 'latency' : shapeOf(item)]),
  );
}
