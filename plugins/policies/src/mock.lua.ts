/**
 * Answers from `config.responses`, texts that were made when the policy was compiled. What a client prefers and the document does
 * not describe is a 400, so that no test passes by mistake.
 */
export const answerMock = String.raw`
local gmatch, lower, match, sub = string.gmatch, string.lower, string.match, string.sub
local pairs, tonumber, type = pairs, tonumber, type

local function text_of(header)
  if type(header) == "table" then header = table.concat(header, ",") end
  return header
end

local function refuse(status, message)
  return kong.response.exit(status, '{"message":' .. json.quote(message) .. "}", { ["Content-Type"] = "application/json; charset=utf-8" })
end

-- How much an Accept header wants a type; its most specific range counts.
local function wanted(accept, name)
  local best, quality = 0, 0
  for range in gmatch(accept, "[^,]+") do
    local given = match(range, "^%s*([^;%s]+)") or ""
    local rank = given == name and 3 or given == match(name, "^[^/]+/") .. "*" and 2 or given == "*/*" and 1 or 0
    if rank > best then
      best, quality = rank, tonumber(match(range, ";%s*q%s*=%s*([%d.]+)") or "1") or 0
    end
  end
  return quality
end

local function media_for(response, accept, example)
  local chosen, best, acceptable = nil, 0, false
  for i = 1, #response.media do
    local media = response.media[i]
    local quality = accept and wanted(accept, media.name) or 1
    if quality > 0 then
      acceptable = true
      if quality > best and (not example or media.examples[example]) then chosen, best = media, quality end
    end
  end
  return chosen, acceptable
end

return function()
  local headers = kong.request.get_headers(1000)
  local prefer = config.prefer and text_of(headers.prefer) or ""
  local code = match(prefer, "%f[%w]code%s*=%s*\"?(%d%d%d)%f[%D]")
  local example = match(prefer, "%f[%w]example%s*=%s*\"([^\"]*)\"") or match(prefer, "%f[%w]example%s*=%s*([^\",;%s]+)")
  local status = code or config.first
  local response = config.responses[status] or config.responses[sub(status, 1, 1) .. "XX"] or config.responses.default
  if not response or tonumber(status) < 200 or tonumber(status) > 599 then
    return refuse(400, "Prefer names a status that the API does not describe")
  end
  local answer = {}
  for name, value in pairs(response.headers) do answer[name] = value end
  if code or example then
    answer["Preference-Applied"] = (code and "code=" .. code or "") .. (code and example and ", " or "") .. (example and "example" or "")
  end
  if #response.media == 0 then
    if example then return refuse(400, "Prefer names an example that the API does not describe") end
    return kong.response.exit(tonumber(status), nil, answer)
  end
  local accept = text_of(headers.accept)
  local media, acceptable = media_for(response, accept and lower(accept), example)
  if not acceptable then return refuse(406, "Accept names no type that the API answers with") end
  if not media then return refuse(400, "Prefer names an example that the API does not describe") end
  answer["Content-Type"] = media.type
  return kong.response.exit(tonumber(status), media.examples[example or media.default], answer)
end`;
