import { over } from './array-function.ts';
import type { LibrarySource, LibrarySources } from './library-source.ts';

const slice = `
  local n = #array
  from, to = from or 0, to or n
  from, to = from < 0 and math.ceil(from) or math.floor(from), to < 0 and math.ceil(to) or math.floor(to)
  if from < 0 then from = math.max(n + from, 0) end
  if to < 0 then to = n + to end
  if to > n then to = n end
  local out = {}
  for i = from + 1, to do out[i - from] = array[i] end
  return out`;

/** Arrays: plain lists from 1; callbacks get the element and its index from 0. */
export const arrayLibraries: LibrarySources = {
  __put: {
    needs: ['__runtime'],
    lua: String.raw`
local function __put(array, index, value)
  if array[__frozen] then error("configuration and constants are read-only", 0) end
  local n = #array
  if array[__keys] or index < 0 or index > n or index % 1 ~= 0 then
    error("an element can be set where there is one, or right behind the last", 0)
  end
  if index == n then __charge(1, 16) end
  array[index + 1] = value
end`,
  },
  __spread: {
    needs: ['__runtime'],
    lua: String.raw`
local function __spread(...)
  local out, n = {}, 0
  for i = 1, select("#", ...) do
    local part = select(i, ...)
    __charge(1 + #part, 16 * #part)
    for j = 1, #part do out[n + j] = part[j] end
    n = n + #part
  end
  return out
end`,
  },
  __list: {
    needs: ['__runtime'],
    lua: String.raw`
local function __list(list)
  __charge(1, 16 * #list)
  return list
end`,
  },
  ...Object.fromEntries([
    over('__a_slice', ', from, to', slice),
    over(
      '__a_at',
      ', index',
      `
  index = index < 0 and math.ceil(index) or math.floor(index)
  return array[index < 0 and #array + index + 1 or index + 1]`,
    ),
    over(
      '__a_includes',
      ', value',
      `
  for i = 1, #array do
    local item = array[i]
    if item == value or (item ~= item and value ~= value) then return true end
  end
  return false`,
    ),
    over(
      '__a_indexOf',
      ', value',
      `
  for i = 1, #array do
    if array[i] == value then return i - 1 end
  end
  return -1`,
    ),
    over(
      '__a_find',
      ', test',
      `
  for i = 1, #array do
    if test(array[i], i - 1) then return array[i] end
  end
  return nil`,
    ),
    over(
      '__a_findIndex',
      ', test',
      `
  for i = 1, #array do
    if test(array[i], i - 1) then return i - 1 end
  end
  return -1`,
    ),
    over(
      '__a_some',
      ', test',
      `
  for i = 1, #array do
    if test(array[i], i - 1) then return true end
  end
  return false`,
    ),
    over(
      '__a_every',
      ', test',
      `
  for i = 1, #array do
    if not test(array[i], i - 1) then return false end
  end
  return true`,
    ),
    over(
      '__a_forEach',
      ', run',
      `
  for i = 1, #array do run(array[i], i - 1) end`,
    ),
    over(
      '__a_map',
      ', change',
      `
  __charge(0, 16 * #array)
  local out = {}
  for i = 1, #array do out[i] = change(array[i], i - 1) end
  return out`,
    ),
    over(
      '__a_flatMap',
      ', change',
      `
  local out = {}
  for i = 1, #array do
    local part = change(array[i], i - 1)
    __charge(#part, 16 * #part)
    for j = 1, #part do out[#out + 1] = part[j] end
  end
  return out`,
    ),
    over(
      '__a_flat',
      '',
      `
  local out = {}
  for i = 1, #array do
    local part = array[i]
    __charge(#part, 16 * #part)
    for j = 1, #part do out[#out + 1] = part[j] end
  end
  return out`,
    ),
    over(
      '__a_filter',
      ', test',
      `
  local out = {}
  for i = 1, #array do
    local item = array[i]
    if test(item, i - 1) then out[#out + 1] = item end
  end
  __charge(0, 16 * #out)
  return out`,
    ),
    over(
      '__a_reduce',
      ', fold, value',
      `
  for i = 1, #array do value = fold(value, array[i], i - 1) end
  return value`,
    ),
    over(
      '__a_concat',
      ', ...',
      `
  local out = {}
  for i = 1, #array do out[i] = array[i] end
  for k = 1, select("#", ...) do
    local part = select(k, ...)
    __charge(#part, 16 * #part)
    for j = 1, #part do out[#out + 1] = part[j] end
  end
  return out`,
    ),
    [
      '__a_join',
      {
        needs: ['__runtime', '__text'],
        lua: String.raw`
local function __a_join(array, separator)
  separator = separator or ","
  local parts, size = {}, #separator * #array
  __charge(1 + #array)
  for i = 1, #array do
    parts[i] = __text(array[i])
    size = size + #parts[i]
  end
  __charge(0, size)
  return table.concat(parts, separator)
end`,
      },
    ],
  ] as [`__a_${string}`, LibrarySource][]),
  __is_array: {
    needs: ['__runtime'],
    lua: String.raw`
local function __is_array(value)
  return type(value) == "table" and value ~= __null and value[__keys] == nil
end`,
  },
};
