/** A version as a label: `v1.2` for numbers, the text itself for anything else. */
export const versionText = (version: string): string => (/^\d/.test(version) ? `v${version}` : version);

/** A number and what it counts: `1 key`, `2 keys`. */
export const countText = (count: number, thing: string): string =>
  `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
