/**
 * A JSON codec for Kong's sandbox (Lua 5.1, no metatables). It keeps what a rewrite must not touch: key order, repeated
 * keys, empty arrays and objects, null and the text of numbers and strings.
 *
 * A scalar is its own JSON text (a Lua string). A container is a table: `{ kind = "array", n, [1..n] }` or
 * `{ kind = "object", n, names = decoded keys, keys = keys as JSON text, [1..n] }`.
 * `json.parse(text, maxDepth, maxContainers)` raises on anything that RFC 8259 does not allow, and on more nesting or more
 * arrays and objects than the limits. `json.encode(value)` is its inverse,
 * white space aside. `json.text(scalar)` decodes a string, `json.quote(text)` encodes one.
 */
export const jsonLua = String.raw`
local json = {}
do
  local byte, char, find, format, gsub, sub = string.byte, string.char, string.find, string.format, string.gsub, string.sub
  local floor, concat, error, tonumber, type = math.floor, table.concat, error, tonumber, type

  local function fail(at)
    error("invalid JSON at byte " .. at, 0)
  end

  local function utf8(code)
    if code < 128 then return char(code) end
    if code < 2048 then return char(192 + floor(code / 64), 128 + code % 64) end
    if code < 65536 then return char(224 + floor(code / 4096), 128 + floor(code / 64) % 64, 128 + code % 64) end
    return char(240 + floor(code / 262144), 128 + floor(code / 4096) % 64, 128 + floor(code / 64) % 64, 128 + code % 64)
  end

  local plain = { ["\""] = "\"", ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

  function json.text(scalar)
    if not find(scalar, "\\", 1, true) then return sub(scalar, 2, -2) end
    local out, n, at, last = {}, 0, 2, #scalar - 1
    while at <= last do
      local slash = find(scalar, "\\", at, true)
      if not slash then
        n = n + 1
        out[n] = sub(scalar, at, last)
        break
      end
      n = n + 1
      out[n] = sub(scalar, at, slash - 1)
      local escape = sub(scalar, slash + 1, slash + 1)
      n = n + 1
      if escape == "u" then
        local code = tonumber(sub(scalar, slash + 2, slash + 5), 16)
        at = slash + 6
        if code >= 55296 and code < 56320 and sub(scalar, at, at + 1) == "\\u" then
          local low = tonumber(sub(scalar, at + 2, at + 5), 16)
          if low >= 56320 and low < 57344 then
            code = 65536 + (code - 55296) * 1024 + (low - 56320)
            at = at + 6
          end
        end
        -- Half of a surrogate pair is no character.
        if code >= 55296 and code < 57344 then code = 65533 end
        out[n] = utf8(code)
      else
        out[n] = plain[escape]
        at = slash + 2
      end
    end
    return concat(out)
  end

  local short = { ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

  local function escaped(c)
    return short[c] or format("\\u%04x", byte(c))
  end

  function json.quote(text)
    return "\"" .. gsub(gsub(text, "[\\\"]", "\\%0"), "[%z\1-\31]", escaped) .. "\""
  end

  local function string_end(text, at)
    local i = at + 1
    while true do
      local stop = find(text, "[%z\1-\31\"\\]", i)
      if not stop then fail(at) end
      local c = byte(text, stop)
      if c == 34 then return stop end
      if c ~= 92 then fail(stop) end
      local escape = sub(text, stop + 1, stop + 1)
      if escape == "u" then
        if not find(text, "^%x%x%x%x", stop + 2) then fail(stop) end
        i = stop + 6
      elseif plain[escape] then
        i = stop + 2
      else
        fail(stop)
      end
    end
  end

  local function number_end(text, at)
    local _, stop = find(text, "^-?%d+", at)
    if not stop or find(text, "^-?0%d", at) then fail(at) end
    if byte(text, stop + 1) == 46 then
      _, stop = find(text, "^%d+", stop + 2)
      if not stop then fail(at) end
    end
    if find(text, "^[eE]", stop + 1) then
      _, stop = find(text, "^[eE][+-]?%d+", stop + 1)
      if not stop then fail(at) end
    end
    return stop
  end

  local function skip(text, at)
    local c = byte(text, at)
    if c and c > 32 then return at end
    return find(text, "[^ \t\r\n]", at) or fail(#text + 1)
  end

  local parse_value
  local containers_left

  local function parse_array(text, at, depth)
    local array, n = { kind = "array", n = 0 }, 0
    at = skip(text, at + 1)
    if byte(text, at) == 93 then return array, at + 1 end
    while true do
      n = n + 1
      array[n], at = parse_value(text, at, depth)
      at = skip(text, at)
      local c = byte(text, at)
      if c == 93 then
        array.n = n
        return array, at + 1
      end
      if c ~= 44 then fail(at) end
      at = skip(text, at + 1)
    end
  end

  local function parse_object(text, at, depth)
    local keys, names, n = {}, {}, 0
    local object = { kind = "object", n = 0, keys = keys, names = names }
    at = skip(text, at + 1)
    if byte(text, at) == 125 then return object, at + 1 end
    while true do
      if byte(text, at) ~= 34 then fail(at) end
      local stop = string_end(text, at)
      n = n + 1
      keys[n] = sub(text, at, stop)
      names[n] = json.text(keys[n])
      at = skip(text, stop + 1)
      if byte(text, at) ~= 58 then fail(at) end
      object[n], at = parse_value(text, skip(text, at + 1), depth)
      at = skip(text, at)
      local c = byte(text, at)
      if c == 125 then
        object.n = n
        return object, at + 1
      end
      if c ~= 44 then fail(at) end
      at = skip(text, at + 1)
    end
  end

  function parse_value(text, at, depth)
    local c = byte(text, at)
    if c == 34 then
      local stop = string_end(text, at)
      return sub(text, at, stop), stop + 1
    end
    if c == 123 or c == 91 then
      if depth <= 0 then error("JSON is nested too deeply", 0) end
      containers_left = containers_left - 1
      if containers_left < 0 then error("JSON holds too many arrays and objects", 0) end
      if c == 123 then return parse_object(text, at, depth - 1) end
      return parse_array(text, at, depth - 1)
    end
    if sub(text, at, at + 3) == "true" then return "true", at + 4 end
    if sub(text, at, at + 4) == "false" then return "false", at + 5 end
    if sub(text, at, at + 3) == "null" then return "null", at + 4 end
    local stop = number_end(text, at)
    return sub(text, at, stop), stop + 1
  end

  function json.parse(text, max_depth, max_containers)
    containers_left = max_containers
    local value, at = parse_value(text, skip(text, 1), max_depth)
    local rest = find(text, "[^ \t\r\n]", at)
    if rest then fail(rest) end
    return value
  end

  local function write(value, out, n)
    if type(value) == "string" then
      out[n + 1] = value
      return n + 1
    end
    local object = value.kind == "object"
    n = n + 1
    out[n] = object and "{" or "["
    for i = 1, value.n do
      if i > 1 then
        n = n + 1
        out[n] = ","
      end
      if object then
        out[n + 1], out[n + 2] = value.keys[i], ":"
        n = n + 2
      end
      n = write(value[i], out, n)
    end
    out[n + 1] = object and "}" or "]"
    return n + 1
  end

  function json.encode(value)
    local out = {}
    write(value, out, 0)
    return concat(out)
  end
end
`;
