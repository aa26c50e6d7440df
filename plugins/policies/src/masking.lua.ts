/**
 * Masks fields of a value that the `json` library parsed, in place. A rule is `{ path, mode, with, keep, salt }`; a segment of its
 * path is `{ key = name }`, `{ index = zero-based }` or `{ any = true }`. A name met on an array applies to each element,
 * and a key that is repeated is masked each time: a masker must not miss a field for the shape it came in. `null` stays, unless the
 * field is removed.
 */
export const maskingLua = String.raw`
local mask
do
  local byte, format, gsub, sub, type = string.byte, string.format, string.gsub, string.sub, type

  local function character_start(text, keep)
    local at = #text + 1
    while keep > 0 and at > 1 do
      at = at - 1
      local c = byte(text, at)
      if c < 128 or c > 191 then keep = keep - 1 end
    end
    return at
  end

  local function hex(c)
    return format("%02x", byte(c))
  end

  local function masked(value, rule)
    if value == "null" then return value end
    if type(value) == "string" then
      local text = byte(value) == 34 and json.text(value) or value
      if rule.mode == "hash" then return '"' .. gsub(ngx.hmac_sha1(rule.salt, text), ".", hex) .. '"' end
      if rule.mode == "keep-last" and value ~= "true" and value ~= "false" then
        local at = character_start(text, rule.keep)
        if at > 1 then return json.quote(rule.with .. sub(text, at)) end
      end
    end
    return json.quote(rule.with)
  end

  local function move(value, from, to)
    value[to] = value[from]
    if value.keys then
      value.keys[to], value.names[to] = value.keys[from], value.names[from]
    end
  end

  local function walk(value, path, depth, rule)
    if type(value) ~= "table" then return end
    local segment, last = path[depth], depth == #path
    local array = value.kind == "array"
    if array and segment.key then
      for i = 1, value.n do walk(value[i], path, depth, rule) end
      return
    end
    local kept = 0
    for i = 1, value.n do
      local found = segment.any or (array and segment.index == i - 1) or (not array and segment.key == value.names[i])
      if found and not last then walk(value[i], path, depth + 1, rule) end
      if found and last and rule.mode ~= "remove" then value[i] = masked(value[i], rule) end
      if not (found and last and rule.mode == "remove") then
        kept = kept + 1
        if kept < i then move(value, i, kept) end
      end
    end
    value.n = kept
  end

  function mask(value, rules)
    for i = 1, #rules do walk(value, rules[i].path, 1, rules[i]) end
  end
end
`;
