import ts from 'typescript';
import { resolvePath } from './program.ts';

/**
 * The modules that a policy's file imports relatively, directly or through others, for `translatePolicy`. `read` gives the
 * source at a path, or undefined when there is none; types are collected as well.
 */
export function readModules(
  { fileName, source }: { readonly fileName: string; readonly source: string },
  read: (path: string) => string | undefined,
): Record<string, string> {
  const modules: Record<string, string> = {};
  const visit = (from: string, text: string): void => {
    for (const { fileName: specifier } of ts.preProcessFile(text, true, false).importedFiles) {
      const path = resolvePath(from, specifier);
      if (!/^\.\.?\//.test(specifier) || path in modules || path === resolvePath(fileName, fileName))
        continue;
      const found = read(path);
      if (found === undefined) continue;
      modules[path] = found;
      visit(path, found);
    }
  };
  visit(fileName, source);
  return modules;
}
