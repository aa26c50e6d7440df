import type { LibrarySource } from './library-source.ts';

/** An array function of one local, which charges the array's length. */
export function over(
  name: `__a_${string}`,
  parameters: string,
  body: string,
): [`__a_${string}`, LibrarySource] {
  return [
    name,
    {
      needs: ['__runtime'],
      lua: `local function ${name}(array${parameters})\n  __charge(1 + #array)${body}\nend`,
    },
  ];
}
