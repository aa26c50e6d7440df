import type { LibrarySources } from './library-source.ts';

/** `ctx.response` and `ctx.respond`. */
export const responseLibraries: LibrarySources = {
  __c_response_status: {
    needs: ['__context'],
    lua: 'function __context.response.status()\n  __charge(10)\n  return kong.response.get_status()\nend',
  },
  __c_response_header: {
    needs: ['__context'],
    lua: 'function __context.response.header(name)\n  __charge(10)\n  return kong.response.get_header(name)\nend',
  },
  __status_check: {
    needs: ['__runtime'],
    lua: String.raw`
local function __status_check(status)
  if status < 200 or status > 599 or status % 1 ~= 0 then error("a status must be a whole number of 200 to 599", 0) end
end`,
  },
  __response_header_check: {
    needs: ['__header_check'],
    lua: String.raw`
local __response_header_check
do
  local reserved = {
    connection = true, ["content-length"] = true, ["keep-alive"] = true, trailer = true, ["transfer-encoding"] = true,
    upgrade = true, via = true,
  }
  local prefixes = { "x-kong-" }
  function __response_header_check(name, value) __header_check(name, value, reserved, prefixes) end
end`,
  },
  __c_response_setStatus: {
    needs: ['__context', '__status_check'],
    lua: String.raw`
function __context.response.setStatus(status)
  __charge(10)
  __status_check(status)
  kong.response.set_status(status)
end`,
  },
  __c_response_setHeader: {
    needs: ['__context', '__response_header_check'],
    lua: String.raw`
function __context.response.setHeader(name, value)
  __response_header_check(name, value)
  kong.response.set_header(name, value)
end`,
  },
  __c_response_removeHeader: {
    needs: ['__context', '__response_header_check'],
    lua: String.raw`
function __context.response.removeHeader(name)
  __response_header_check(name)
  kong.response.clear_header(name)
end`,
  },
  __c_respond: {
    needs: ['__context', '__status_check', '__response_header_check', '__stringify', '__request_phase'],
    lua: String.raw`
function __context.respond(status, body, headers)
  __charge(10)
  __status_check(status)
  local sent, named = {}, false
  for _, name in ipairs(headers and headers[__keys] or {}) do
    __response_header_check(name, headers[name])
    named = named or string.lower(name) == "content-type"
    sent[name] = headers[name]
  end
  if body ~= nil then
    if not named then
      sent["Content-Type"] = type(body) == "string" and "text/plain; charset=utf-8" or "application/json; charset=utf-8"
    end
    if type(body) ~= "string" then body = __stringify(body) end
  end
  __reply.status, __reply.body, __reply.headers = status, body, sent
  __stop(__reply)
end`,
  },
};
