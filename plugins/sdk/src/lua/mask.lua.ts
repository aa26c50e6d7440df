/**
 * Masks fields of a value that the `json` library parsed, in place. A rule is `{ path, mode, with, keep }`; a segment of its
 * path is `{ key = name }`, `{ index = zero-based }` or `{ any = true }`. A name met on an array applies to each element,
 * and a key that is repeated is masked each time: a masker must not miss a field for the shape it came in. `null` stays.
 */
export const maskLua = String.raw`
local mask
do
  local byte, sub, type = string.byte, string.sub, type

  local function character_start(text, keep)
    local at = #text + 1
    while keep > 0 and at > 1 do
      at = at - 1
      local c = byte(text, at)
      if c < 128 or c > 191 then keep = keep - 1 end
    end
    return at
  end

  local function masked(value, rule)
    if value == "null" then return value end
    if rule.mode == "keep-last" and type(value) == "string" and value ~= "true" and value ~= "false" then
      local text = byte(value) == 34 and json.text(value) or value
      local at = character_start(text, rule.keep)
      if at > 1 then return json.quote(rule.with .. sub(text, at)) end
    end
    return json.quote(rule.with)
  end

  local function walk(value, path, depth, rule)
    if type(value) ~= "table" then return end
    local segment, last = path[depth], depth == #path
    local array = value.kind == "array"
    if array and segment.key then
      for i = 1, value.n do walk(value[i], path, depth, rule) end
      return
    end
    for i = 1, value.n do
      if segment.any or (array and segment.index == i - 1) or (not array and segment.key == value.names[i]) then
        if last then
          value[i] = masked(value[i], rule)
        else
          walk(value[i], path, depth + 1, rule)
        end
      end
    end
  end

  function mask(value, rules)
    for i = 1, #rules do walk(value, rules[i].path, 1, rules[i]) end
  end
end
`;
