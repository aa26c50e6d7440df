import { luaLiteral, type CompiledPolicy, type FunctionPhase } from '@apim/sdk';
import { luaChunk } from '@apim/sdk/lua/chunk';

/** An answer of an upstream; `chunks` is its body in the pieces in which it arrives. */
export interface UpstreamAnswer {
  readonly method?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks: readonly string[];
}

export interface ClientAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly cleared: readonly string[];
}

/**
 * A Lua program that runs a policy's functions against stand-ins for the parts of `kong` and `ngx` that they call, as Kong
 * does for one request: access, headers, then each chunk of the body and an empty one at its end. `requests` repeats it with
 * the same set-up, as a worker does. It returns the last answer as a Lua table in text; read it with `readAnswer`.
 */
export function gatewayProgram(policy: CompiledPolicy, answer: UpstreamAnswer, requests = 1): string {
  const chunks = (phase: FunctionPhase) =>
    policy.functions
      .filter((fragment) => fragment.phase === phase)
      .map((fragment) => `(function() ${luaChunk('test', fragment)} end)()`)
      .join(',\n');
  const headers = Object.fromEntries(
    Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return `
local status, headers, cleared = nil, nil, nil
local ngx = { arg = {}, hmac_sha1 = function(key, text) return key .. "/" .. text end }
local kong = { ctx = {} }
kong.log = { warn = function() end }
kong.request = { get_method = function() return ${luaLiteral(answer.method ?? 'GET')} end }
kong.service = { request = { clear_header = function(name) cleared[#cleared + 1] = name end } }
kong.response = {
  get_status = function() return status end,
  set_status = function(value) status = value end,
  get_header = function(name) return headers[string.lower(name)] end,
  set_header = function(name, value) headers[string.lower(name)] = value end,
  clear_header = function(name) headers[string.lower(name)] = nil end,
}
local early = { ${chunks('early')} }
local access = { ${chunks('access')} }
local header_filter = { ${chunks('header_filter')} }
local body_filter = { ${chunks('body_filter')} }
local body
for request = 1, ${requests} do
  status, headers, cleared = ${answer.status ?? 200}, ${luaLiteral(headers)}, {}
  kong.ctx.shared = {}
  body = {}
  for _, run in ipairs(early) do run() end
  for _, run in ipairs(access) do run() end
  for _, run in ipairs(header_filter) do run() end
  local pieces = ${luaLiteral(answer.chunks)}
  pieces[#pieces + 1] = ""
  for i = 1, #pieces do
    ngx.arg[1], ngx.arg[2] = pieces[i], i == #pieces
    for _, run in ipairs(body_filter) do run() end
    body[#body + 1] = ngx.arg[1] or ""
  end
end
local lines = { tostring(status), "cleared " .. table.concat(cleared, ",") }
for name, value in pairs(headers) do lines[#lines + 1] = name .. ": " .. value end
return table.concat(lines, "\\n") .. "\\n\\n" .. table.concat(body)`;
}

export function readAnswer(text: string): ClientAnswer {
  const end = text.indexOf('\n\n');
  const [status, clearing = '', ...lines] = text.slice(0, end).split('\n');
  const cleared = clearing.slice('cleared '.length);
  const headers = Object.fromEntries(lines.map((line) => line.split(': ', 2) as [string, string]));
  return {
    status: Number(status),
    headers,
    body: text.slice(end + 2),
    cleared: cleared === '' ? [] : cleared.split(','),
  };
}
