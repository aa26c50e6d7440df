import { over } from './array-function.ts';
import type { LibrarySource, LibrarySources } from './library-source.ts';

/** One that changes the array. */
function changing(name: `__a_${string}`, parameters: string, body: string): [`__a_${string}`, LibrarySource] {
  return over(
    name,
    parameters,
    `\n  if array[__frozen] then error("configuration and constants are read-only", 0) end${body}`,
  );
}

/** Functions that change an array in place; none of them changes what is read-only. */
export const arrayChangeLibraries: LibrarySources = Object.fromEntries([
  [
    '__a_push',
    {
      needs: ['__runtime'],
      lua: String.raw`
local function __a_push(array, ...)
  if array[__frozen] then error("configuration and constants are read-only", 0) end
  local n, more = #array, select("#", ...)
  __charge(1 + more, 16 * more)
  for i = 1, more do array[n + i] = (select(i, ...)) end
  return n + more
end`,
    },
  ],
  [
    '__a_pop',
    {
      needs: ['__runtime'],
      lua: String.raw`
local function __a_pop(array)
  if array[__frozen] then error("configuration and constants are read-only", 0) end
  local n = #array
  local last = array[n]
  if n > 0 then array[n] = nil end
  return last
end`,
    },
  ],
  changing(
    '__a_shift',
    '',
    `
  return table.remove(array, 1)`,
  ),
  changing(
    '__a_unshift',
    ', ...',
    `
  local more = select("#", ...)
  __charge(more, 16 * more)
  for i = #array, 1, -1 do array[i + more] = array[i] end
  for i = 1, more do array[i] = (select(i, ...)) end
  return #array`,
  ),
  changing(
    '__a_reverse',
    '',
    `
  local n = #array
  for i = 1, math.floor(n / 2) do array[i], array[n + 1 - i] = array[n + 1 - i], array[i] end
  return array`,
  ),
  // Stable, as JavaScript's; table.sort is not, and refuses what is inconsistent.
  changing(
    '__a_sort',
    ', compare',
    `
  local n, from, to = #array, array, {}
  local width = 1
  while width < n do
    for low = 1, n, 2 * width do
      local middle, high = math.min(low + width, n + 1), math.min(low + 2 * width, n + 1)
      local i, j = low, middle
      for k = low, high - 1 do
        if i < middle and (j >= high or compare(from[i], from[j]) <= 0) then
          to[k] = from[i]
          i = i + 1
        else
          to[k] = from[j]
          j = j + 1
        end
      end
    end
    from, to = to, from
    width = width * 2
    __charge(n)
  end
  if from ~= array then
    for i = 1, n do array[i] = from[i] end
  end
  return array`,
  ),
] as [`__a_${string}`, LibrarySource][]);
