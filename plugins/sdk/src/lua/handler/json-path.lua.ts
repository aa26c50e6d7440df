import type { LibrarySources } from './library-source.ts';

/** `ctx.json.get`, `set` and `remove`. */
export const jsonPathLibraries: LibrarySources = {
  __path: {
    needs: ['__context', '__is_array'],
    lua: String.raw`
local __path, __walk
do
  local sub, match, tonumber, type = string.sub, string.match, tonumber, type
  function __path(path)
    local text, first = path, sub(path, 1, 1)
    if first == "$" then text = sub(path, 2) elseif first ~= "[" then text = "." .. path end
    local steps, at = {}, 1
    __charge(5 + #text / 4)
    while at <= #text do
      local name = match(text, "^%.([^.%[%]'\"*%s]+)", at)
      local index, quoted = match(text, "^%[(%d+)%]", at), match(text, "^%['([^']+)'%]", at)
      local any = match(text, "^%[%*%]", at) or match(text, "^%.%*", at)
      if name then
        steps[#steps + 1] = { key = name }
        at = at + 1 + #name
      elseif index and #index <= 9 then
        steps[#steps + 1] = { index = tonumber(index) + 1 }
        at = at + 2 + #index
      elseif any then
        steps[#steps + 1] = { any = true }
        at = at + #any
      elseif quoted then
        steps[#steps + 1] = { key = quoted }
        at = at + 4 + #quoted
      else
        error("a path must be such as $.items[*].id", 0)
      end
    end
    return steps
  end

  -- Calls found(container, key) for what the path means; a name met on an array reaches into its elements.
  function __walk(value, steps, depth, found)
    local step = steps[depth]
    if not step or type(value) ~= "table" or value == __null then return end
    __charge(1)
    local is_array, last = value[__keys] == nil, depth == #steps
    if step.key and is_array then
      for i = #value, 1, -1 do __walk(value[i], steps, depth, found) end
    elseif step.any then
      local keys = value[__keys]
      for i = #(keys or value), 1, -1 do
        local key = keys and keys[i] or i
        if last then found(value, key) else __walk(value[key], steps, depth + 1, found) end
      end
    else
      local key = step.key or step.index
      if (step.index ~= nil) ~= is_array or (is_array and key > #value) then return end
      if last then found(value, key) else __walk(value[key], steps, depth + 1, found) end
    end
  end
end`,
  },
  __c_json_get: {
    needs: ['__path'],
    lua: String.raw`
do
  local type = type
  local first
  local function first_of(value, steps, depth)
    local keys = value[__keys]
    for i = 1, #(keys or value) do
      local found = first(value[keys and keys[i] or i], steps, depth)
      if found ~= nil then return found end
    end
    return nil
  end
  function first(value, steps, depth)
    local step = steps[depth]
    __charge(1)
    if not step then return value end
    if type(value) ~= "table" or value == __null then return nil end
    if value[__keys] == nil then
      if step.index then return first(value[step.index], steps, depth + 1) end
      return first_of(value, steps, step.any and depth + 1 or depth)
    end
    if step.any then return first_of(value, steps, depth + 1) end
    return step.key and first(value[step.key], steps, depth + 1)
  end
  function __context.json.get(value, path) return first(value, __path(path), 1) end
end`,
  },
  __c_json_set: {
    needs: ['__path', '__set'],
    lua: String.raw`
function __context.json.set(value, path, replacement)
  local count = 0
  __walk(value, __path(path), 1, function(container, key)
    if container[__keys] then
      __set(container, key, replacement)
    elseif container[__frozen] then
      error("configuration and constants are read-only", 0)
    else
      container[key] = replacement
    end
    count = count + 1
  end)
  return count
end`,
  },
  __c_json_remove: {
    needs: ['__path', '__delete'],
    lua: String.raw`
function __context.json.remove(value, path)
  local count = 0
  __walk(value, __path(path), 1, function(container, key)
    if container[key] == nil then return end
    if container[__keys] then
      __delete(container, key)
    elseif container[__frozen] then
      error("configuration and constants are read-only", 0)
    else
      __charge(#container)
      table.remove(container, key)
    end
    count = count + 1
  end)
  return count
end`,
  },
};
