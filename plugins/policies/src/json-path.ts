/** A step of a path: a member by name, an element by zero-based index, or every element and member. */
export type PathSegment = { key: string } | { index: number } | { any: true };

const segment = /\.([^.[\]'"*\s]+)|\[(\d{1,9})\]|(\[\*\]|\.\*)|\['([^']+)'\]/y;

/**
 * Parses paths such as `customers[*].email`, `$.items[0].card.number`, `$.*` and `$['odd name']`.
 * Undefined when the text is no such path.
 */
export function parseJsonPath(path: string): PathSegment[] | undefined {
  const text = path.startsWith('$') ? path.slice(1) : path.startsWith('[') ? path : `.${path}`;
  const segments: PathSegment[] = [];
  segment.lastIndex = 0;
  while (segment.lastIndex < text.length) {
    const match = segment.exec(text);
    if (match === null) return undefined;
    const [, name, index, any, quoted] = match;
    if (any !== undefined) segments.push({ any: true });
    else if (index !== undefined) segments.push({ index: Number(index) });
    else segments.push({ key: name ?? quoted ?? '' });
  }
  return segments.length === 0 ? undefined : segments;
}
