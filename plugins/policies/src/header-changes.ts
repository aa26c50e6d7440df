import type { z } from 'zod';

/** Headers to set, each with one value, and headers to remove. */
export interface HeaderChanges {
  set: { name: string; value: string }[];
  remove: string[];
}

/** Refuses no change at all, and a header that is named twice, in whatever case. */
export function checkHeaderChanges({ set, remove }: HeaderChanges, context: z.RefinementCtx): void {
  if (set.length + remove.length === 0) {
    const message = 'give at least one header to set or to remove';
    context.addIssue({ code: 'custom', path: ['set'], message });
  }
  const seen = new Set<string>();
  const names = [
    ...set.map((header, index) => ({ name: header.name, path: ['set', index, 'name'] })),
    ...remove.map((name, index) => ({ name, path: ['remove', index] })),
  ];
  for (const { name, path } of names) {
    if (seen.has(name.toLowerCase())) {
      const message = `names ${name} a second time; name each header once`;
      context.addIssue({ code: 'custom', path, message });
    }
    seen.add(name.toLowerCase());
  }
}

/** The more specific word on a header counts. */
export function mergeHeaderChanges(inherited: HeaderChanges, own: HeaderChanges): HeaderChanges {
  const decided = new Set(
    [...own.set.map(({ name }) => name), ...own.remove].map((name) => name.toLowerCase()),
  );
  return {
    set: [...inherited.set.filter(({ name }) => !decided.has(name.toLowerCase())), ...own.set],
    remove: [...inherited.remove.filter((name) => !decided.has(name.toLowerCase())), ...own.remove],
  };
}

/** Such as `Sets X-Team, removes X-Debug`. */
export function describeHeaderChanges({ set, remove }: HeaderChanges): string {
  return [
    set.length > 0 && `Sets ${set.map(({ name }) => name).join(', ')}`,
    remove.length > 0 && `${set.length > 0 ? 'removes' : 'Removes'} ${remove.join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** A configuration of Kong's request-transformer or response-transformer. */
export function transformHeaders({ set, remove }: HeaderChanges) {
  // `replace` alone ignores an absent header and `add` alone a present one.
  const headers = set.map(({ name, value }) => `${name}:${value}`);
  return {
    ...(remove.length > 0 ? { remove: { headers: remove } } : {}),
    ...(headers.length > 0 ? { replace: { headers }, add: { headers } } : {}),
  };
}
