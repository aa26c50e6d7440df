import type { LibrarySources } from './library-source.ts';

/** JSON between texts and the values of handlers, by the codec of the `json` library. */
export const valueLibraries: LibrarySources = {
  __parse: {
    needs: ['__runtime', 'json'],
    lua: String.raw`
local __parse, __parse_strictly
do
  local byte, find, type, tonumber, pcall = string.byte, string.find, type, tonumber, pcall
  local function scalar(text, place, key)
    local c = byte(text)
    if c == 34 then return json.text(text) end
    if c == 116 then return true end
    if c == 102 then return false end
    if c == 110 then return __null end
    if #text > 15 or not (find(text, "^-?[1-9]%d*$") or text == "0") then
      local texts = place[__texts]
      if not texts then
        texts = {}
        place[__texts] = texts
      end
      texts[key] = text
    end
    return tonumber(text) + 0.0
  end
  local function value(node)
    local n, names = node.n, node.names
    node.n, node.kind = nil, nil
    if not names then
      for i = 1, n do
        local item = node[i]
        if type(item) == "table" then value(item) else node[i] = scalar(item, node, i) end
      end
      return node
    end
    node.keys, node.names = nil, nil
    local keys, count = {}, 0
    for i = 1, n do
      local name, item = names[i], node[i]
      local first = byte(name)
      -- A name that may be an array's index stays where it was, as only objects that were read have it.
      if first and first > 47 and first < 58 then keys.read = true end
      node[i] = nil
      if node[name] == nil then
        count = count + 1
        keys[count] = name
      end
      local texts = node[__texts]
      if texts then texts[name] = nil end
      if type(item) == "table" then node[name] = value(item) else node[name] = scalar(item, node, name) end
    end
    node[__keys] = keys
    return node
  end
  function __parse_strictly(text)
    __charge(1 + #text / 128, 2 * #text)
    local tree = json.parse(text, 100, 200000)
    if type(tree) == "table" then return value(tree) end
    return scalar(tree, {}, 1)
  end
  function __parse(text)
    local ok, result = pcall(__parse_strictly, text)
    if ok then return result end
    if __stopped then error(__stopped, 0) end
    return nil
  end
end`,
  },
  __stringify: {
    needs: ['__runtime', '__number_text', '__o_keys', 'json'],
    lua: String.raw`
local __stringify
do
  local type, tonumber, huge, concat, byte = type, tonumber, math.huge, table.concat, string.byte
  local quote = json.quote
  local write
  local function number(value, texts, key)
    local text = texts and texts[key]
    if text and tonumber(text) == value then return text end
    if value ~= value or value == huge or value == -huge then return "null" end
    return __number_text(value)
  end
  local function item(value, out, n, texts, key, depth)
    local kind = type(value)
    if kind == "string" then
      __charge(#value / 64, 2 * #value)
      local quoted = quote(value)
      -- Escapes cost more than what is copied.
      __charge((#quoted - #value) / 8, #quoted - #value)
      out[n + 1] = quoted
    elseif kind == "number" then
      out[n + 1] = number(value, texts, key)
    elseif kind == "boolean" then
      out[n + 1] = value and "true" or "false"
    elseif kind == "table" and value ~= __null then
      return write(value, out, n, depth)
    else
      out[n + 1] = "null"
    end
    __charge(0, 8)
    return n + 1
  end
  function write(value, out, n, depth)
    if depth == 0 then error("JSON is nested too deeply", 0) end
    local keys, texts = value[__keys], value[__texts]
    if keys and not keys.read then
      for i = 1, #keys do
        local first = byte(keys[i])
        if first and first > 47 and first < 58 then
          keys = __o_keys(value)
          break
        end
      end
    end
    __charge(0, 4)
    n = n + 1
    out[n] = keys and "{" or "["
    for i = 1, #(keys or value) do
      if i > 1 then
        n = n + 1
        out[n] = ","
      end
      local key = i
      if keys then
        key = keys[i]
        out[n + 1], out[n + 2] = quote(key), ":"
        n = n + 2
      end
      n = item(value[key], out, n, texts, key, depth - 1)
    end
    out[n + 1] = keys and "}" or "]"
    return n + 1
  end
  function __stringify(value)
    local out = {}
    item(value, out, 0, nil, nil, 100)
    return concat(out)
  end
end`,
  },
};
