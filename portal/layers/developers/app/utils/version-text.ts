/** A version as a label: `v1.2` for numbers, the text itself for anything else. */
export const versionText = (version: string): string => (/^\d/.test(version) ? `v${version}` : version);
