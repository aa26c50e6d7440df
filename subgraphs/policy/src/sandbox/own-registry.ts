import { createRegistry, type Policy, type PolicyRegistry } from '@apim/sdk';

/**
 * The library and a project's own policies. Of versions that are as good, one that is not deprecated is taken; the library's
 * names are its own.
 */
export function withOwn(library: PolicyRegistry, own: readonly Policy[]): PolicyRegistry {
  const current = createRegistry(own.filter(({ deprecated }) => deprecated === undefined));
  const all = createRegistry(own);
  return {
    list: () => [...library.list(), ...all.list()],
    get: (name, version) =>
      library.get(name) ? library.get(name, version) : (current.get(name, version) ?? all.get(name, version)),
  };
}
