/** `formats[name](text)`: whether a text has a format. No pattern here can try a text in more than linear time. */
export const formatsLua = String.raw`
local formats = {}
do
  local byte, find, gmatch, gsub, match, rep, sub = string.byte, string.find, string.gmatch, string.gsub, string.match, string.rep, string.sub
  local tonumber = tonumber
  local month_days = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

  function formats.date(text)
    local year, month, day = match(text, "^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
    if not year then return false end
    year, month, day = tonumber(year), tonumber(month), tonumber(day)
    if month < 1 or month > 12 or day < 1 or day > month_days[month] then return false end
    return month ~= 2 or day < 29 or (year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0))
  end

  function formats.time(text)
    local hour, minute, second, rest = match(text, "^(%d%d):(%d%d):(%d%d)(.*)$")
    if not hour then return false end
    hour, minute, second = tonumber(hour), tonumber(minute), tonumber(second)
    rest = match(rest, "^%.%d+(.*)$") or rest
    local sign, zone_hour, zone_minute = match(rest, "^([+-])(%d%d):(%d%d)$")
    if not sign then
      if rest ~= "Z" and rest ~= "z" then return false end
      sign, zone_hour, zone_minute = "+", 0, 0
    end
    zone_hour, zone_minute = tonumber(zone_hour), tonumber(zone_minute)
    if hour > 23 or minute > 59 or zone_hour > 23 or zone_minute > 59 then return false end
    if second < 60 then return true end
    -- A leap second ends a day in UTC.
    local offset = zone_hour * 60 + zone_minute
    local utc = hour * 60 + minute - (sign == "+" and offset or -offset)
    return second == 60 and utc % 1440 == 1439
  end

  formats["date-time"] = function(text)
    return find(text, "^%d%d%d%d%-%d%d%-%d%d[Tt]") ~= nil and formats.date(sub(text, 1, 10)) and formats.time(sub(text, 12))
  end

  local function is_label(label)
    return #label > 0 and #label < 64 and find(label, "^%w[%w-]*$") ~= nil and sub(label, -1) ~= "-"
  end

  local function labels(text)
    local count = 0
    for label in gmatch(text .. ".", "([^.]*)%.") do
      if not is_label(label) then return 0 end
      count = count + 1
    end
    return count
  end

  function formats.hostname(text)
    return #text < 254 and labels(text) > 0
  end

  function formats.email(text)
    local name, host = match(text, "^([^@]+)@([^@]+)$")
    if not name or find(name, "[^%w!#$%%&'*+/=?^_${'`'}{|}~.-]") or find(name, "^%.") or find(name, "%.$") or find(name, "..", 1, true) then return false end
    return #host < 254 and labels(host) > 1
  end

  function formats.ipv4(text)
    local a, b, c, d = match(text, "^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
    if not a then return false end
    for _, part in ipairs({ a, b, c, d }) do
      if #part > 3 or tonumber(part) > 255 or (#part > 1 and byte(part) == 48) then return false end
    end
    return true
  end

  local function groups(text, last)
    if text == "" then return 0 end
    local count = 0
    for part in gmatch(text .. ":", "([^:]*):") do
      count = count + 1
      if last and find(part, ".", 1, true) then
        if not formats.ipv4(part) or sub(text, -#part) ~= part then return end
        count = count + 1
      elseif not find(part, "^%x%x?%x?%x?$") then
        return
      end
    end
    return count
  end

  function formats.ipv6(text)
    if #text > 45 then return false end
    local at = find(text, "::", 1, true)
    if not at then return groups(text, true) == 8 end
    if find(text, "::", at + 1, true) then return false end
    local left, right = groups(sub(text, 1, at - 1), false), groups(sub(text, at + 2), true)
    return left ~= nil and right ~= nil and left + right < 8
  end

  local hex = "%x"
  local uuid = "^" .. rep(hex, 8) .. "%-" .. rep(hex, 4) .. "%-" .. rep(hex, 4) .. "%-" .. rep(hex, 4) .. "%-" .. rep(hex, 12) .. "$"
  function formats.uuid(text)
    return find(text, uuid) ~= nil
  end

  formats["uri-reference"] = function(text)
    if find(text, "[^%w%-._~:/?#%[%]@!$&'()*+,;=%%]") then return false end
    local unescaped = gsub(text, "%%%x%x", "")
    if find(unescaped, "%", 1, true) then return false end
    local hash = find(text, "#", 1, true)
    return not hash or not find(text, "#", hash + 1, true)
  end

  function formats.uri(text)
    return find(text, "^%a[%w+.-]*:[^:]") ~= nil and formats["uri-reference"](text)
  end

  function formats.byte(text)
    return #text % 4 == 0 and find(text, "^[%w+/]*=?=?$") ~= nil
  end
end
`;
