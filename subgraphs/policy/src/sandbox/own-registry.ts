import { createRegistry, type Policy, type PolicyRegistry } from '@apim/sdk';

/** The library and a project's own policies; the library's names are its own. */
export function withOwn(library: PolicyRegistry, own: readonly Policy[]): PolicyRegistry {
  const ofProject = createRegistry(own);
  return {
    list: () => [...library.list(), ...ofProject.list()],
    get: (name, version) => (library.get(name) ? library : ofProject).get(name, version),
  };
}
