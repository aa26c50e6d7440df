import type { z } from 'zod';

/** Headers to set, each with one value, and headers to remove; some policies also rename, and set what is absent. */
export interface HeaderChanges {
  set: { name: string; value: string }[];
  remove: string[];
  rename?: { from: string; to: string }[];
  add?: { name: string; value: string }[];
}

/** Refuses no change at all, and a header that is named twice, in whatever case. */
export function checkHeaderChanges(
  { set, remove, rename = [], add = [] }: HeaderChanges,
  context: z.RefinementCtx,
): void {
  if (set.length + remove.length + rename.length + add.length === 0) {
    const message = 'give at least one header to set or to remove';
    context.addIssue({ code: 'custom', path: ['set'], message });
  }
  const seen = new Set<string>();
  const names = [
    ...set.map((header, index) => ({ name: header.name, path: ['set', index, 'name'] })),
    ...remove.map((name, index) => ({ name, path: ['remove', index] })),
    ...rename.flatMap(({ from, to }, index) => [
      { name: from, path: ['rename', index, 'from'] },
      { name: to, path: ['rename', index, 'to'] },
    ]),
    ...add.map((header, index) => ({ name: header.name, path: ['add', index, 'name'] })),
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
export function mergeHeaderChanges<Changes extends HeaderChanges>(inherited: Changes, own: Changes): Changes {
  const decided = new Set(
    [
      ...own.remove,
      ...[...own.set, ...(own.add ?? [])].map(({ name }) => name),
      ...(own.rename ?? []).flatMap(({ from, to }) => [from, to]),
    ].map((name) => name.toLowerCase()),
  );
  const isOpen = (name: string) => !decided.has(name.toLowerCase());
  const changes = {
    set: [...inherited.set.filter(({ name }) => isOpen(name)), ...own.set],
    remove: [...inherited.remove.filter(isOpen), ...own.remove],
    rename: [
      ...(inherited.rename ?? []).filter(({ from, to }) => isOpen(from) && isOpen(to)),
      ...(own.rename ?? []),
    ],
    add: [...(inherited.add ?? []).filter(({ name }) => isOpen(name)), ...(own.add ?? [])],
  };
  const { set, remove } = changes;
  return { ...own, ...(own.rename === undefined ? { set, remove } : changes) };
}

/** Such as `Sets X-Team, removes X-Debug`. */
export function describeHeaderChanges({ set, remove, rename = [], add = [] }: HeaderChanges): string {
  return [
    set.length > 0 && `sets ${set.map(({ name }) => name).join(', ')}`,
    remove.length > 0 && `removes ${remove.join(', ')}`,
    rename.length > 0 && `renames ${rename.map(({ from, to }) => `${from} to ${to}`).join(', ')}`,
    add.length > 0 && `adds ${add.map(({ name }) => name).join(', ')}`,
  ]
    .filter((part) => part !== false)
    .join(', ')
    .replace(/^./, (first) => first.toUpperCase());
}

/** A configuration of Kong's request-transformer or response-transformer. */
export function transformHeaders({ set, remove, rename = [], add = [] }: HeaderChanges) {
  // `replace` alone ignores an absent header and `add` alone a present one.
  const headers = set.map(({ name, value }) => `${name}:${value}`);
  const added = [...headers, ...add.map(({ name, value }) => `${name}:${value}`)];
  return {
    ...(remove.length > 0 ? { remove: { headers: remove } } : {}),
    ...(rename.length > 0 ? { rename: { headers: rename.map(({ from, to }) => `${from}:${to}`) } } : {}),
    ...(headers.length > 0 ? { replace: { headers } } : {}),
    ...(added.length > 0 ? { add: { headers: added } } : {}),
  };
}
