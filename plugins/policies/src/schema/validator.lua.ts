import { collectionsLua } from './collections.lua.ts';

/**
 * `new_validator(nodes)` gives `check(index, value, sink)`: whether a value of the `json` library fits the
 * node of a SchemaNode list. `begin(budget)` comes first for each request: beyond the budget, 500 levels and what the
 * pattern engine gives up on, `check` raises. `sink` gathers `{ path, message }` up to `sink.max`; no message holds a value.
 */
export const validatorLua = String.raw`
local new_validator
do
  local byte, find, format, gsub, sub = string.byte, string.find, string.format, string.gsub, string.sub
  local abs, floor, fmod, huge = math.abs, math.floor, math.fmod, math.huge
  local concat, sort, error, ipairs, pairs, tonumber, type = table.concat, table.sort, error, ipairs, pairs, tonumber, type

  local function kind_of(value)
    if type(value) == "table" then return value.kind end
    local c = byte(value)
    if c == 34 then return "string" end
    if c == 116 or c == 102 then return "boolean" end
    return c == 110 and "null" or "number"
  end

  local function length_of(text)
    if not find(text, "[\128-\255]") then return #text end
    local _, count = gsub(text, "[^\128-\191]", "")
    return count
  end

  local function plural(count, one)
    return count .. " " .. one .. (count == 1 and "" or "s")
  end

  function new_validator(nodes)
    local left, depth, sink = 0, 0, nil
    local segments, sets = {}, {}
    local check

    local function charge(cost)
      left = left - cost
      if left < 0 then error("takes too long to check", 0) end
    end

    local function canonical(value)
      charge(1)
      if type(value) ~= "table" then
        local c = byte(value)
        if c == 34 then
          charge(#value / 64)
          return '"' .. json.text(value)
        end
        if c == 116 or c == 102 or c == 110 then return value end
        local number = tonumber(value)
        return number == 0 and "#0" or "#" .. format("%.17g", number)
      end
      local parts = {}
      if value.kind == "array" then
        for i = 1, value.n do
          local part = canonical(value[i])
          parts[i] = #part .. ":" .. part
        end
        return "[" .. concat(parts)
      end
      local order = {}
      for i = 1, value.n do order[i] = i end
      sort(order, function(a, b) return value.names[a] < value.names[b] end)
      for i = 1, value.n do
        local name, part = value.names[order[i]], canonical(value[order[i]])
        parts[i] = #name .. ":" .. name .. #part .. ":" .. part
      end
      return "{" .. concat(parts)
    end

    left = huge
    for index, node in ipairs(nodes) do
      if node.enum then
        local set = {}
        for i = 1, #node.enum do set[canonical(json.parse(node.enum[i], 100, 100000))] = true end
        sets[index] = set
      end
    end

    local function fail(message, extra)
      if sink then
        local path = {}
        for i = 1, depth do path[i] = "/" .. gsub(gsub(segments[i], "~", "~0"), "/", "~1") end
        if extra then path[#path + 1] = "/" .. gsub(gsub(extra, "~", "~0"), "/", "~1") end
        sink[#sink + 1] = { path = concat(path), message = message }
        if #sink >= sink.max then sink = nil end
      end
      return false
    end

    local function quietly(index, value)
      local kept = sink
      sink = nil
      local ok = check(index, value)
      sink = kept
      return ok
    end

    local function below(index, value, segment)
      depth = depth + 1
      segments[depth] = segment
      local ok = check(index, value)
      depth = depth - 1
      return ok
    end

    local function matches(text, pattern)
      charge(1 + #text / 64)
      local from, _, problem = ngx.re.find(text, pattern, "jou")
      if problem then error("cannot be checked against a pattern", 0) end
      return from ~= nil
    end

    local function check_string(rule, value)
      local text, ok = json.text(value), true
      charge(#text / 256)
      if rule.min or rule.max then
        local length = length_of(text)
        if rule.min and length < rule.min then ok = fail("must have at least " .. plural(rule.min, "character")) end
        if rule.max and length > rule.max then ok = fail("must have at most " .. plural(rule.max, "character")) end
      end
      if rule.pattern and not matches(text, rule.pattern) then ok = fail("must match the described pattern") end
      if rule.format and not formats[rule.format](text) then ok = fail("must be a valid " .. rule.format) end
      return ok
    end

    local function check_number(rule, value)
      local number, ok = tonumber(value), true
      if rule.min and number < rule.min then ok = fail("must be at least " .. rule.min) end
      if rule.max and number > rule.max then ok = fail("must be at most " .. rule.max) end
      if rule.above and number <= rule.above then ok = fail("must be above " .. rule.above) end
      if rule.below and number >= rule.below then ok = fail("must be below " .. rule.below) end
      if rule.step then
        local step, fits = rule.step, nil
        if step == floor(step) then
          fits = fmod(number, step) == 0
        else
          local quotient = number / step
          fits = abs(quotient) < huge and abs(floor(quotient + 0.5) - quotient) <= 1e-6
        end
        if not fits then ok = fail("must be a multiple of " .. step) end
      end
      if rule.format == "int32" and (number ~= floor(number) or number < -2147483648 or number > 2147483647) then
        ok = fail("must be a whole number of 32 bits")
      elseif rule.format == "int64" and (number ~= floor(number) or number < -9223372036854775808 or number > 9223372036854775807) then
        ok = fail("must be a whole number of 64 bits")
      end
      return ok
    end

${collectionsLua}    local function check_types(types, kind, value)
      if types[kind] and kind ~= "number" then return true end
      if kind == "number" then
        local number = tonumber(value)
        if number == huge or number == -huge then return false end
        return types.number or (types.integer and number == floor(number)) or false
      end
      return false
    end

    local function describe(types)
      local names = {}
      for name in pairs(types) do names[#names + 1] = name end
      sort(names)
      return "must be of type " .. concat(names, " or ")
    end

    local function check_alternatives(node, value)
      local ok = true
      local meant = node.pick and type(value) == "table" and value.kind == "object"
        and node.pick.by[canonical(value[positions(value)[node.pick.property] or 0] or "null")]
      if node.any then
        local found = false
        for i = 1, #node.any do
          if quietly(node.any[i], value) then
            found = true
            break
          end
        end
        if not found then
          ok = false
          if not sink or not meant or check(meant, value) then fail("must fit one of the described alternatives") end
        end
      end
      if node.one then
        local found = 0
        for i = 1, #node.one do
          if quietly(node.one[i], value) then found = found + 1 end
          if found > 1 then break end
        end
        if found == 0 then
          ok = false
          if not sink or not meant or check(meant, value) then fail("must fit one of the described alternatives") end
        elseif found > 1 then
          ok = fail("must fit only one of the described alternatives")
        end
      end
      return ok
    end

    local function check_node(index, node, value)
      if node.never then return fail("is not admitted") end
      local kind, ok = kind_of(value), true
      if node.types and not check_types(node.types, kind, value) then return fail(describe(node.types)) end
      if sets[index] and not sets[index][canonical(value)] then ok = fail("must be one of the described values") end
      if node.ref then ok = check(node.ref, value) and ok end
      if node.all then
        for i = 1, #node.all do
          if not check(node.all[i], value) then
            if not sink then return false end
            ok = false
          end
        end
      end
      if node.any or node.one then ok = check_alternatives(node, value) and ok end
      if node.no and quietly(node.no, value) then ok = fail("must not be what the description excludes") end
      if node.cond then
        local branch = node.cond["else"]
        if quietly(node.cond["if"], value) then branch = node.cond["then"] end
        if branch then ok = check(branch, value) and ok end
      end
      if kind == "object" then
        if node.obj then ok = check_object(node.obj, value) and ok end
      elseif kind == "array" then
        if node.arr then ok = check_array(node.arr, value) and ok end
      elseif kind == "string" then
        if node.str then ok = check_string(node.str, value) and ok end
      elseif kind == "number" and node.num then
        ok = check_number(node.num, value) and ok
      end
      return ok
    end

    local levels = 0
    function check(index, value)
      charge(1)
      levels = levels + 1
      if levels > 500 then error("is nested too deeply to check", 0) end
      local ok = check_node(index, nodes[index], value)
      levels = levels - 1
      return ok
    end

    local validator = {}
    function validator.begin(budget)
      left, depth, levels, sink = budget, 0, 0, nil
    end
    function validator.check(index, value, into)
      depth, levels, sink = 0, 0, into
      local ok = check(index, value)
      sink = nil
      return ok
    end
    return validator
  end
end
`;
