/**
 * A part of the runtime that translated handlers use: locals of the chunk, named `__x` so that no handler's own name meets
 * them. `needs` are the parts whose locals it uses.
 */
export interface LibrarySource {
  readonly needs: readonly LuaLibrary[];
  readonly lua: string;
}

/** Named after the local that a part provides; the codec of JSON is a library of its own. */
export type LuaLibrary = `__${string}` | 'json';

export type LibrarySources = Readonly<Record<`__${string}`, LibrarySource>>;
