import { formatsLua } from './schema/formats.lua.ts';
import { validatorLua } from './schema/validator.lua.ts';
import { parametersLua } from './request-validation-parameters.lua.ts';

/**
 * Refuses a request that does not fit `config`: the operation's parameters and bodies. An error of its own refuses too. Messages
 * name places and rules, never values.
 */
export const validateRequest = String.raw`${formatsLua}${validatorLua}
local validator = new_validator(config.nodes)
${parametersLua}
local find, lower, match, sub = string.find, string.lower, string.match, string.sub
local concat, pcall, tonumber, type = table.concat, pcall, tonumber, type

local function refusal(status, errors)
  local parts = {}
  for i = 1, #errors do
    local one = errors[i]
    local members = '{"in":"' .. one.place .. '"'
    if one.name then members = members .. ',"name":' .. json.quote(sub(one.name, 1, 200)) end
    if one.path then members = members .. ',"path":' .. json.quote(sub(one.path, 1, 1000)) end
    parts[i] = members .. ',"message":' .. json.quote(one.message) .. "}"
  end
  local message = status == 413 and "The body is too large" or status == 415 and "The body's type is not accepted"
    or "The request does not fit the description of the API"
  return '{"message":"' .. message .. '","errors":[' .. concat(parts, ",") .. "]}"
end

local function add(errors, place, name, path, message)
  if #errors < config.maxErrors then errors[#errors + 1] = { place = place, name = name, path = path, message = message } end
end

local function check_value(errors, place, name, node, value)
  local sink = { max = config.maxErrors }
  local ok, fits = pcall(validator.check, node, value, sink)
  if not ok then
    kong.log.warn("request-validation gave up on a value: ", fits)
    add(errors, place, name, name == nil and "" or nil, "cannot be checked: it is too large or too deep, or too hard for a pattern")
    return
  end
  for i = 1, #sink do
    if name and sink[i].path == "" then
      add(errors, place, name, nil, sink[i].message)
    else
      add(errors, place, name, sink[i].path, sink[i].message)
    end
  end
end

-- A template's segments are the last ones of the path: what stands before them is the API's own path.
local function path_texts(path)
  local wanted, given, n, found = config.template, {}, 0, {}
  for segment in string.gmatch(path, "/([^/]*)") do
    n = n + 1
    given[n] = segment
  end
  for i = 1, #wanted do
    local rule = wanted[i]
    if rule.pattern then
      local values = { match(given[n - #wanted + i] or "", rule.pattern) }
      for k = 1, #rule.names do
        if not values[k] then return nil end
        found[rule.names[k]] = values[k]
      end
    end
  end
  return found
end

local function cookies_of(header)
  local found = {}
  if type(header) == "table" then header = concat(header, "; ") end
  for part in string.gmatch(header or "", "[^;]+") do
    local name, value = match(part, "^%s*([^=]-)%s*=%s*(.-)%s*$")
    if name then
      local known = found[name]
      if type(known) == "table" then
        known[#known + 1] = value
      elseif known then
        found[name] = { known, value }
      else
        found[name] = value
      end
    end
  end
  return found
end

local function is_described(name)
  for i = 1, #config.parameters do
    local one = config.parameters[i]
    if one.place == "query" then
      if one.style == "deepObject" then
        if sub(name, 1, #one.name + 1) == one.name .. "[" then return true end
      elseif one.shape.props and one.explode then
        if one.shape.props[name] then return true end
      elseif one.name == name then
        return true
      end
    end
  end
  return false
end

local function check_parameters(errors)
  local headers = kong.request.get_headers(1000)
  local query, problem = read_pairs(kong.request.get_raw_query() or "")
  if not query then
    add(errors, "query", nil, nil, problem)
    return
  end
  for i = 1, #query do
    if not is_utf8(query[i][1]) or not is_utf8(unescaped(query[i][2], true)) then
      add(errors, "query", nil, nil, "must be UTF-8")
      return
    end
  end
  local path = path_texts(kong.request.get_path())
  if not path then
    add(errors, "path", nil, nil, "cannot be read")
    return
  end
  local request = { query = query, path = path, headers = headers, cookies = cookies_of(headers.cookie) }
  for i = 1, #config.parameters do
    local one = config.parameters[i]
    local value, wrong = read_parameter(one, request)
    if wrong then
      add(errors, one.place, one.name, nil, wrong)
    elseif value == nil then
      if one.required then add(errors, one.place, one.name, nil, "is required") end
    elseif one.node then
      check_value(errors, one.place, one.name, one.node, value)
    end
  end
  if config.refuseUnknown then
    for i = 1, #query do
      if not is_described(query[i][1]) then add(errors, "query", query[i][1], nil, "is not described") end
    end
  end
end

local function repeats_a_name(value)
  if type(value) ~= "table" then return false end
  if value.kind == "object" then
    local at = {}
    for i = 1, value.n do
      if at[value.names[i]] then return true end
      at[value.names[i]] = i
    end
    value.at = at
  end
  for i = 1, value.n do
    if repeats_a_name(value[i]) then return true end
  end
  return false
end

local function media_for(name)
  for i = 1, #config.body.media do
    local media = config.body.media[i]
    if media.type == name or media.type == "*/*" or (media.range and sub(name, 1, #media.range) == media.range) then return media end
  end
end

local function body_value(media, text)
  if not is_utf8(text) then return nil, "must be UTF-8" end
  if media.kind == "form" then return read_form(text, media.shape) end
  if media.kind == "text" then return json.quote(text) end
  local ok, value = pcall(json.parse, text, 100, 200000)
  if not ok then return nil, "must be JSON of at most 100 levels" end
  if repeats_a_name(value) then return nil, "must not hold a name twice in one object" end
  return value
end

local function check_body(errors)
  local headers = kong.request.get_headers(1000)
  local text, problem = nil, nil
  if (tonumber(headers["content-length"]) or 0) <= config.maxBytes then
    text, problem = kong.request.get_raw_body(config.maxBytes)
  else
    problem = true
  end
  if problem or (text and #text > config.maxBytes) then
    add(errors, "body", nil, "", "must have at most " .. config.maxBytes .. " bytes")
    return 413
  end
  local body = config.body
  if not text or text == "" then
    if body and body.required then add(errors, "body", nil, "", "is required") end
    return
  end
  if not body then
    if config.refuseBody then add(errors, "body", nil, "", "is not described") end
    return
  end
  local content_type, encoding = headers["content-type"], headers["content-encoding"]
  if type(content_type) ~= "string" then
    add(errors, "header", "Content-Type", nil, "must be sent once with a body")
    return 415
  end
  if encoding ~= nil and (type(encoding) ~= "string" or lower(encoding) ~= "identity") then
    add(errors, "header", "Content-Encoding", nil, "must be absent: a compressed body cannot be checked")
    return 415
  end
  content_type = lower(content_type)
  local media = media_for(match(content_type, "^%s*([^;%s]*)"))
  if not media then
    add(errors, "header", "Content-Type", nil, "must be one of the described types")
    return 415
  end
  local charset = match(content_type, ";%s*charset%s*=%s*\"?([^\";%s]*)")
  if media.kind ~= "any" and charset and charset ~= "utf-8" and charset ~= "utf8" and charset ~= "us-ascii" then
    add(errors, "header", "Content-Type", nil, "must have the charset utf-8")
    return 415
  end
  if media.kind == "any" then return end
  local value, wrong = body_value(media, text)
  if wrong then
    add(errors, "body", nil, "", wrong)
  elseif media.node then
    check_value(errors, "body", nil, media.node, value)
  end
end

return function()
  local errors, status = {}, nil
  validator.begin(config.budget)
  local ok, problem = pcall(function()
    check_parameters(errors)
    status = check_body(errors)
  end)
  if not ok then
    kong.log.warn("request-validation failed: ", problem)
    add(errors, "body", nil, "", "could not be checked")
  end
  if #errors == 0 then return end
  status = status or 400
  local answer = refusal(status, errors)
  if config.report then
    kong.log.warn("request-validation would answer ", status, ": ", answer)
    return
  end
  return kong.response.exit(status, answer, { ["Content-Type"] = "application/json; charset=utf-8" })
end`;
