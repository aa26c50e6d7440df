import type { LibrarySources } from './library-source.ts';

/** Objects: tables with string keys whose order is kept beside them. */
export const objectLibraries: LibrarySources = {
  __object: {
    needs: ['__runtime'],
    lua: String.raw`
local function __object(size, list)
  local object, keys, n = {}, {}, 0
  __charge(1 + size / 2, size * 32)
  for i = 1, size, 2 do
    local key, value = list[i], list[i + 1]
    if key == "__proto__" then error("__proto__ is no name for a member", 0) end
    if value ~= nil then
      if object[key] == nil then
        n = n + 1
        keys[n] = key
      end
      object[key] = value
    end
  end
  object[__keys] = keys
  return object
end`,
  },
  __assign: {
    needs: ['__runtime', '__set'],
    lua: String.raw`
local function __assign(target, source)
  if not source then return target end
  local keys = source[__keys]
  if not keys then error("only an object can be spread into an object", 0) end
  for i = 1, #keys do
    __set(target, keys[i], source[keys[i]])
  end
  return target
end`,
  },
  __set: {
    needs: ['__runtime'],
    lua: String.raw`
local function __set(object, key, value)
  if object[__frozen] then error("configuration and constants are read-only", 0) end
  if object[key] == nil then
    local keys = object[__keys]
    if not keys or key == "__proto__" then error("no such member can be set", 0) end
    __charge(1, 64)
    if value == nil then return end
    keys[#keys + 1] = key
  end
  object[key] = value
end`,
  },
  __delete: {
    needs: ['__runtime'],
    lua: String.raw`
local __delete
do
  local remove = table.remove
  function __delete(object, key)
    if object[__frozen] then error("configuration and constants are read-only", 0) end
    local keys = object[__keys]
    if object[key] == nil or not keys then return end
    __charge(#keys)
    for i = 1, #keys do
      if keys[i] == key then
        remove(keys, i)
        break
      end
    end
    object[key] = nil
    local texts = object[__texts]
    if texts then texts[key] = nil end
  end
end`,
  },
  __o_keys: {
    needs: ['__runtime'],
    // Names that are array indexes come first, ascending, as in JavaScript.
    lua: String.raw`
local __o_keys
do
  local find, sort, tonumber = string.find, table.sort, tonumber
  local function index(key)
    local number = (key == "0" or find(key, "^[1-9]%d*$")) and #key <= 10 and tonumber(key)
    return number and number < 4294967295 and number or nil
  end
  function __o_keys(object)
    local keys = object[__keys]
    if not keys then error("only an object has names", 0) end
    __charge(1 + #keys, 16 * #keys)
    local names, indexes, other = {}, {}, {}
    for i = 1, #keys do
      if index(keys[i]) then indexes[#indexes + 1] = keys[i] else other[#other + 1] = keys[i] end
    end
    if #indexes == 0 then return other end
    sort(indexes, function(a, b) return tonumber(a) < tonumber(b) end)
    for i = 1, #indexes do names[i] = indexes[i] end
    for i = 1, #other do names[#indexes + i] = other[i] end
    return names
  end
end`,
  },
  __o_values: {
    needs: ['__o_keys'],
    lua: String.raw`
local function __o_values(object)
  local names = __o_keys(object)
  for i = 1, #names do names[i] = object[names[i]] end
  return names
end`,
  },
  __o_entries: {
    needs: ['__o_keys', '__runtime'],
    lua: String.raw`
local function __o_entries(object)
  local names = __o_keys(object)
  __charge(#names, 48 * #names)
  for i = 1, #names do names[i] = { names[i], object[names[i]] } end
  return names
end`,
  },
  __o_fromEntries: {
    needs: ['__object', '__set'],
    lua: String.raw`
local function __o_fromEntries(entries)
  local object = __object(0, {})
  for i = 1, #entries do __set(object, entries[i][1], entries[i][2]) end
  return object
end`,
  },
  __freeze: {
    needs: ['__runtime'],
    lua: String.raw`
local __freeze
do
  local type = type
  function __freeze(value)
    if type(value) ~= "table" or value == __null or value[__frozen] then return value end
    local keys = value[__keys]
    value[__frozen] = true
    if keys then
      for i = 1, #keys do __freeze(value[keys[i]]) end
    else
      for i = 1, #value do __freeze(value[i]) end
    end
    return value
  end
end`,
  },
  __thaw: {
    needs: ['__runtime', '__freeze'],
    // The configuration arrives as { "o", name, value, … }, { "a", value, … } and { "n" }, see handler-data.ts.
    lua: String.raw`
local __thaw
do
  local type = type
  local function built(node)
    if type(node) ~= "table" then return node end
    local kind = node[1]
    if kind == "n" then return __null end
    local value = {}
    if kind == "a" then
      for i = 2, #node do value[i - 1] = built(node[i]) end
      return value
    end
    local keys = {}
    for i = 2, #node, 2 do
      keys[#keys + 1] = node[i]
      value[node[i]] = built(node[i + 1])
    end
    value[__keys] = keys
    return value
  end
  function __thaw(node) return __freeze(built(node)) end
end`,
  },
};
