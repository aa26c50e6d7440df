/** A plugin's configuration as a policy compiled it. */
export type Config = Readonly<Record<string, unknown>>;

/** One configuration that does what both do, or why there is none. */
export type Combined = { readonly config: Config } | { readonly conflict: string };
