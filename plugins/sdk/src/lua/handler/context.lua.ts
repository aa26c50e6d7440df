import type { LibrarySources } from './library-source.ts';

/** The context's frame, the caller, the route, the upstream, state and log. */
export const contextLibraries: LibrarySources = {
  __context: {
    needs: ['__runtime'],
    lua: String.raw`
local kong, ngx = kong, ngx
local __context = {
  request = {}, response = {}, client = {}, route = {}, upstream = {}, state = {}, json = {}, re = {}, hash = {}, time = {}, text = {}, log = {},
}`,
  },
  __c_client_address: {
    needs: ['__context'],
    lua: 'function __context.client.address()\n  __charge(10)\n  return kong.client.get_forwarded_ip()\nend',
  },
  __c_route_name: {
    needs: ['__context'],
    lua: String.raw`
function __context.route.name()
  __charge(10)
  local route = kong.router.get_route()
  return route and route.name
end`,
  },
  __c_consumer: {
    needs: ['__context', '__object'],
    lua: String.raw`
function __context.consumer()
  __charge(10)
  local consumer = kong.client.get_consumer()
  if not consumer then return nil end
  return __object(6, { "id", consumer.id, "username", consumer.username, "customId", consumer.custom_id })
end`,
  },
  __c_upstream_choose: {
    needs: ['__context'],
    lua: String.raw`
function __context.upstream.choose(name)
  __charge(10)
  local upstream = config.upstreams[name]
  if not upstream then error("the policy declares no upstream of this name", 0) end
  local shared = kong.ctx.shared
  local prefix, path = shared.apim_upstream_prefix or "", ngx.var.upstream_uri
  if string.sub(path, 1, #prefix) == prefix then path = string.sub(path, #prefix + 1) end
  if path == "" then path = "/" end
  shared.apim_upstream_prefix = upstream.prefix
  kong.service.request.set_scheme(upstream.scheme)
  kong.service.set_target(upstream.host, upstream.port)
  if upstream.prefix ~= prefix then kong.service.request.set_path(upstream.prefix .. path) end
end`,
  },
  // Texts cross from phase to phase, so that no chunk can change what another holds.
  __c_state_get: {
    needs: ['__context', '__parse'],
    lua: String.raw`
function __context.state.get(key)
  __charge(10)
  local state = (kong.ctx.shared.apim_state or {})[config.policy]
  local text = state and state[key]
  return text and __parse(text)
end`,
  },
  __c_state_set: {
    needs: ['__context', '__stringify'],
    lua: String.raw`
function __context.state.set(key, value)
  __charge(10, 64)
  local states = kong.ctx.shared.apim_state or {}
  kong.ctx.shared.apim_state = states
  local state = states[config.policy] or {}
  states[config.policy] = state
  state[key] = __stringify(value)
end`,
  },
  __log_line: {
    needs: ['__context'],
    // A line break would begin a line of its own in the gateway's log.
    lua: String.raw`
local function __log_line(message)
  __charge(20, 256)
  return config.policy .. ": " .. string.gsub(string.sub(message, 1, 2000), "%c", " ")
end`,
  },
  __c_log_debug: {
    needs: ['__log_line'],
    lua: 'function __context.log.debug(message)\n  kong.log.debug((__log_line(message)))\nend',
  },
  __c_log_info: {
    needs: ['__log_line'],
    lua: 'function __context.log.info(message)\n  kong.log.info((__log_line(message)))\nend',
  },
  __c_log_warn: {
    needs: ['__log_line'],
    lua: 'function __context.log.warn(message)\n  kong.log.warn((__log_line(message)))\nend',
  },
  __c_log_error: {
    needs: ['__log_line'],
    lua: 'function __context.log.error(message)\n  kong.log.err((__log_line(message)))\nend',
  },
  __c_json_isNull: {
    needs: ['__context'],
    lua: 'function __context.json.isNull(value)\n  return value == __null\nend',
  },
  __c_json_isArray: { needs: ['__context', '__is_array'], lua: '__context.json.isArray = __is_array' },
  __c_json_isObject: {
    needs: ['__context'],
    lua: 'function __context.json.isObject(value)\n  return type(value) == "table" and value[__keys] ~= nil\nend',
  },
  __c_json_parse: { needs: ['__context', '__parse'], lua: '__context.json.parse = __parse' },
  __c_json_stringify: { needs: ['__context', '__stringify'], lua: '__context.json.stringify = __stringify' },
};
