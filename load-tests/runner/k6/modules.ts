import { registerHooks } from 'node:module';

/** The modules of k6 that this runner has. */
const modules: Record<string, URL> = {
  k6: new URL('./k6.ts', import.meta.url),
  'k6/http': new URL('./http.ts', import.meta.url),
  'k6/metrics': new URL('./metrics.ts', import.meta.url),
};

/** Lets the script at that address import k6's modules and files beside it; anything else is refused by name. */
export function registerScriptModules(script: string): void {
  const own = new Set([script]);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!own.has(context.parentURL ?? '')) return nextResolve(specifier, context);
      const known = modules[specifier];
      if (known) return nextResolve(known.href, context);
      if (/^[a-z]+:\/\//i.test(specifier))
        throw new Error(`${specifier} is remote: scripts import nothing from the network.`);
      if (!specifier.startsWith('.')) throw new Error(`${specifier} is not part of this runner.`);
      const resolved = nextResolve(specifier, context);
      own.add(resolved.url);
      return resolved;
    },
  });
}
