/**
 * Defines `digits(address)`: 8 hexadecimal digits of an IPv4 address (also of one inside an IPv6 address, `::ffff:0:0/96`), 32
 * of another IPv6 one, nil for anything else; and `within(ranges, digits)`: whether an `AddressRanges` holds them. Kong's sandbox
 * has no bit operations, and texts of one length and letter case compare as numbers do.
 */
export const addressesLua = String.raw`
local concat, find, floor, format, gmatch, lower, match, rep, sub, tonumber =
  table.concat, string.find, math.floor, string.format, string.gmatch, string.lower, string.match, string.rep, string.sub, tonumber

local function octets(text)
  local a, b, c, d = match(text, "^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
  if not a then return nil end
  local hex = format("%02x%02x%02x%02x", tonumber(a), tonumber(b), tonumber(c), tonumber(d))
  return #hex == 8 and hex or nil
end

local function groups(text)
  local hex, n = {}, 0
  for group in gmatch(text, "[^:]+") do
    if not match(group, "^%x%x?%x?%x?$") then return nil end
    n = n + 1
    hex[n] = rep("0", 4 - #group) .. lower(group)
  end
  return concat(hex)
end

local function digits(address)
  if not address then return nil end
  local plain = octets(address)
  if plain or not find(address, ":", 1, true) then return plain end
  local before, embedded = match(address, "^(.*:)(%d+%.%d+%.%d+%.%d+)$")
  if before then
    local hex = octets(embedded)
    if not hex then return nil end
    address = before .. sub(hex, 1, 4) .. ":" .. sub(hex, 5)
  end
  local from, to = find(address, "::", 1, true)
  local head = groups(from and sub(address, 1, from - 1) or address)
  local tail = groups(from and sub(address, to + 1) or "")
  if not head or not tail or #head + #tail > 32 then return nil end
  local hex = head .. (from and rep("0", 32 - #head - #tail) or "") .. tail
  if #hex ~= 32 then return nil end
  if sub(hex, 1, 24) == "00000000000000000000ffff" then return sub(hex, 25) end
  return hex
end

local function within(ranges, value)
  local width = #value
  local list = width == 8 and ranges.v4 or ranges.v6
  local low, high = 0, #list / (2 * width) - 1
  while low <= high do
    local middle = floor((low + high) / 2)
    local at = middle * 2 * width
    if value < sub(list, at + 1, at + width) then
      high = middle - 1
    elseif value > sub(list, at + width + 1, at + 2 * width) then
      low = middle + 1
    else
      return true
    end
  end
  return false
end`;
