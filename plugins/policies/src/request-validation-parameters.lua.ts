/**
 * `read_parameter(parameter, request)` gives a parameter's value as the `json` library holds it, nil when it is absent, or nil and
 * a message. `request` holds `path` (texts by name), `query` (`{ name, value }`, still encoded), `headers` and `cookies`.
 * `read_form(text, shape)` gives a form's object.
 */
export const parametersLua = String.raw`
local read_parameter, read_form, read_pairs, unescaped, is_utf8, read_scalar
do
  local byte, char, find, gmatch, gsub, lower, match, sub = string.byte, string.char, string.find, string.gmatch, string.gsub, string.lower, string.match, string.sub
  local pcall, tonumber, type = pcall, tonumber, type

  -- A loop over bytes is compiled, where a search for a class of characters is not.
  local function next_high(text, from)
    for at = from, #text do
      if byte(text, at) > 127 then return at end
    end
  end

  function is_utf8(text)
    local at = next_high(text, 1)
    while at do
      local c, n = byte(text, at), nil
      if c >= 194 and c < 224 then n = 1 elseif c >= 224 and c < 240 then n = 2 elseif c >= 240 and c < 245 then n = 3 else return false end
      local second = byte(text, at + 1) or 0
      if (c == 224 and second < 160) or (c == 237 and second > 159) or (c == 240 and second < 144) or (c == 244 and second > 143) then return false end
      for i = at + 1, at + n do
        local next_byte = byte(text, i) or 0
        if next_byte < 128 or next_byte > 191 then return false end
      end
      at = next_high(text, at + n + 1)
    end
    return true
  end

  local function from_hex(digits)
    return char(tonumber(digits, 16))
  end

  function unescaped(text, plus)
    if plus then text = gsub(text, "+", " ") end
    if not find(text, "%", 1, true) then return text end
    return (gsub(text, "%%(%x%x)", from_hex))
  end

  local function is_number(text)
    return find(text, "^-?%d+%.?%d*$") ~= nil and find(text, "%d$") ~= nil and not find(text, "^-?0%d")
      or find(text, "^-?%d+%.?%d*[eE][+-]?%d+$") ~= nil and not find(text, "^-?0%d") and not find(text, "%.[eE]")
  end

  -- The first kind that fits its schema, else the first that the text can be.
  function read_scalar(text, shape, node)
    local first
    for i = 1, #shape.kinds do
      local kind, value = shape.kinds[i], nil
      if kind == "number" and is_number(text) then value = text end
      if kind == "boolean" and (text == "true" or text == "false") then value = text end
      if kind == "string" then value = json.quote(text) end
      if value and i == #shape.kinds and not first then return value end
      if value and (not node or validator.check(node, value)) then return value end
      first = first or value
    end
    return first or json.quote(text)
  end

  local function array_of(texts, shape, node)
    local items = { kind = "array", n = #texts }
    local inner = node and config.nodes[node].arr and config.nodes[node].arr.items
    for i = 1, #texts do items[i] = read_scalar(texts[i], shape.items or shape, inner) end
    return items
  end

  local function new_object()
    return { kind = "object", n = 0, names = {}, keys = {}, at = {} }
  end

  local function put(object, name, text, shape)
    local known = shape.props and shape.props[name] or shape.rest or { kinds = { "string" } }
    local at = object.at[name]
    if at and not known.items then return false end
    if not at then
      at = object.n + 1
      object.n, object.names[at], object.keys[at], object.at[name] = at, name, json.quote(name), at
      object[at] = known.items and { kind = "array", n = 0 } or read_scalar(text, known)
    end
    if known.items then
      local list = object[at]
      list.n = list.n + 1
      list[list.n] = read_scalar(text, known.items)
    end
    return true
  end

  local function split(text, separator, decode)
    local parts, n, from = {}, 0, 1
    while true do
      local at, to = find(text, separator, from)
      n = n + 1
      parts[n] = decode(sub(text, from, at and at - 1 or -1))
      if not at then return parts end
      from = to + 1
    end
  end

  local function object_of(texts, explode, shape)
    local object = new_object()
    for i = 1, #texts, explode and 1 or 2 do
      local name, value = texts[i], texts[i + 1]
      if explode then name, value = match(texts[i], "^([^=]*)=(.*)$") end
      if not name or not value then return nil, "cannot be read as an object" end
      if not put(object, name, value, shape) then return nil, "must not name a property twice" end
    end
    return object
  end

  local function whole(text)
    return unescaped(text, false)
  end
  local function form(text)
    return unescaped(text, true)
  end
  local function trimmed(text)
    return match(text, "^[ \t]*(.-)[ \t]*$")
  end

  local function plain(text, parameter, decode, separator)
    local shape = parameter.shape
    if shape.props then return object_of(split(text, separator or ",", decode), parameter.explode, shape) end
    if shape.items and (#shape.kinds == 0 or find(text, separator or ",")) then
      return array_of(split(text, separator or ",", decode), shape, parameter.node)
    end
    return read_scalar(decode(text), shape, parameter.node)
  end

  local function document(text)
    local ok, value = pcall(json.parse, text, 100, 10000)
    if not ok then return nil, "must be JSON" end
    return value
  end

  function read_pairs(text)
    local found, n = {}, 0
    for part in gmatch(text, "[^&]+") do
      n = n + 1
      if n > 1000 then return nil, "must hold at most 1000 names" end
      local name, value = match(part, "^([^=]*)=(.*)$")
      found[n] = { unescaped(name or part, true), value or "" }
    end
    return found
  end

  function read_form(text, shape)
    local found, problem = read_pairs(text)
    if not found then return nil, problem end
    local object = new_object()
    for i = 1, #found do
      local name, value = found[i][1], unescaped(found[i][2], true)
      if not is_utf8(name) or not is_utf8(value) then return nil, "must be UTF-8" end
      if not put(object, name, value, shape) then return nil, "must not name a field twice" end
    end
    return object
  end

  local delimiters = { form = ",", spaceDelimited = "[ +]", pipeDelimited = "|", tabDelimited = "\t" }
  -- Most servers decode before they split, so an encoded delimiter is one.
  local escapes = { form = "%%2[Cc]", spaceDelimited = "%%20", pipeDelimited = "%%7[Cc]", tabDelimited = "%%09" }

  local function from_query(parameter, query)
    local shape, name, style = parameter.shape, parameter.name, parameter.style
    if style == "deepObject" or (shape.props and parameter.explode and not parameter.json) then
      local object = new_object()
      for i = 1, #query do
        local key = query[i][1]
        if style == "deepObject" then
          local starts = sub(key, 1, #name + 1) == name .. "["
          key = starts and match(sub(key, #name + 2), "^([^%[%]]*)%]$") or nil
          if starts and not key then return nil, "must be of the form name[property]=value" end
        elseif not shape.props[key] then
          key = nil
        end
        if key and not put(object, key, unescaped(query[i][2], true), shape) then return nil, "must not name a property twice" end
      end
      return object.n > 0 and object or nil
    end
    local values, n = {}, 0
    for i = 1, #query do
      if query[i][1] == name then
        n = n + 1
        values[n] = query[i][2]
      end
    end
    if n == 0 then return nil end
    if parameter.explode and shape.items and (n > 1 or #shape.kinds == 0) then
      for i = 1, n do values[i] = unescaped(values[i], true) end
      return array_of(values, shape, parameter.node)
    end
    if n > 1 then return nil, "must be sent once" end
    if parameter.json then return document(form(values[1])) end
    local text, separator = values[1], delimiters[style] or ","
    if escapes[style] then
      text = gsub(text, escapes[style], style == "spaceDelimited" and " " or separator)
    end
    if parameter.explode then separator = "%z" end
    return plain(text, parameter, style == "spaceDelimited" and whole or form, separator)
  end

  local function from_path(parameter, text)
    local style, name = parameter.style, parameter.name
    if style == "label" then
      if sub(text, 1, 1) ~= "." then return nil, "must begin with ." end
      return plain(sub(text, 2), parameter, whole, parameter.explode and "%." or ",")
    end
    if style == "matrix" then
      local values = {}
      for part in gmatch(text, "[^;]+") do
        if sub(part, 1, #name + 1) ~= name .. "=" then return nil, "must be of the form ;name=value" end
        values[#values + 1] = sub(part, #name + 2)
      end
      if sub(text, 1, 1) ~= ";" or #values == 0 then return nil, "must be of the form ;name=value" end
      if #values == 1 then return plain(values[1], parameter, whole) end
      if not parameter.shape.items then return nil, "must be sent once" end
      for i = 1, #values do values[i] = whole(values[i]) end
      return array_of(values, parameter.shape, parameter.node)
    end
    if parameter.json then return document(whole(text)) end
    return plain(text, parameter, whole)
  end

  local function from_list(parameter, values, decode)
    if values == nil then return nil end
    if type(values) == "table" then
      if not parameter.shape.items or parameter.json then return nil, "must be sent once" end
      values = table.concat(values, ",")
    end
    if parameter.json then return document(decode(values)) end
    return plain(values, parameter, decode)
  end

  function read_parameter(parameter, request)
    local place = parameter.place
    if place == "query" then return from_query(parameter, request.query) end
    if place == "path" then return from_path(parameter, request.path[parameter.name]) end
    if place == "header" then return from_list(parameter, request.headers[lower(parameter.name)], trimmed) end
    return from_list(parameter, request.cookies[parameter.name], whole)
  end
end
`;
