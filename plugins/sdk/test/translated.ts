import ts from 'typescript';
import { z } from 'zod';
import { compilePolicy } from '../src/compile-policy.ts';
import { definePolicy } from '../src/define-policy.ts';
import { policyJsonSchema } from '../src/json-schema.ts';
import { luaChunk } from '../src/lua/chunk.ts';
import { luaLiteral } from '../src/lua/literal.ts';
import { runHandlers } from '../src/node-runtime/run-handlers.ts';
import type { Policy } from '../src/policy.ts';
import { translatePolicy, type TranslateResult } from '../src/translate.ts';
import { resolvePath } from '../src/translate/program.ts';
import { withHandlerCode } from '../src/with-handler-code.ts';

/** A policy's file whose `onResponseBody` is the code; `module` stands ahead of it. */
export function probeSource(code: string, module = '', schema = 'z.object({})'): string {
  return `import { definePolicy, type Json, type JsonObject, type RequestContext, type ResponseBodyContext } from '@apim/sdk';
import { z } from 'zod';
${module}
export const policy = definePolicy({
  name: 'probe', version: '1.0.0', title: 'Probe', summary: 'Probes.', direction: 'outbound', scopes: ['api'],
  configuration: ${schema}, merge: 'override', examples: [], kong: { plugins: [], minimalVersion: '3.9.0' },
  describe: () => 'probes',
  onResponseBody(ctx, config, body) {
${code}
  },
});
`;
}

type Modules = Readonly<Record<string, string>>;

/** The policy that a file defines, as Node runs it; its path is probe.ts. */
export function loadPolicy(source: string, modules: Modules = {}): Policy {
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (path: string, text: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known !== undefined) return known;
    const exports: Record<string, unknown> = {};
    loaded.set(path, exports);
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const require = (name: string): unknown => {
      const at = resolvePath(path, name);
      if (name.startsWith('.')) return load(at, modules[at] ?? '');
      return name === 'zod' ? { z } : { definePolicy };
    };
    new Function('exports', 'require', outputText)(exports, require);
    return exports;
  };
  const exports = load('probe.ts', source);
  const policy = Object.values(exports).find(
    (value) => typeof value === 'object' && value !== null && 'configuration' in value,
  );
  return policy as Policy;
}

export function translate(source: string, modules: Modules = {}): TranslateResult {
  return translatePolicy({
    fileName: 'probe.ts',
    source,
    configurationSchema: policyJsonSchema(loadPolicy(source, modules)),
    modules,
  });
}

/** The policy of a file with its handlers translated. Throws with the places that were refused. */
export function translatedPolicy(source: string, modules: Modules = {}): Policy {
  const result = translate(source, modules);
  if ('code' in result) return withHandlerCode(loadPolicy(source, modules), result.code);
  throw new Error(
    result.diagnostics
      .map((item) => `${item.line}:${item.column} ${item.message}; ${item.remedy}`)
      .join('\n'),
  );
}

export const withheld = '{"message":"The answer was withheld by policy: it could not be read"}';

/** What Node makes of an answer's body. */
export function bodyInNode(
  source: string,
  body: string,
  config: unknown = {},
  modules: Modules = {},
): string {
  return runHandlers(loadPolicy(source, modules), {
    config,
    upstream: { headers: { 'Content-Type': 'application/json' }, body },
    now: 1_700_000_000_123,
  }).response.body;
}

/** Lua that defines what the sandbox of Kong offers, as far as the probes need it; texts are logged to `lines`. */
const sandbox = String.raw`
unpack = unpack or table.unpack
setmetatable, getmetatable, rawget, rawset, load, loadstring, dofile = nil, nil, nil, nil, nil, nil, nil
local lines = {}
local function log(...) lines[#lines + 1] = table.concat({ ... }) end
kong = {
  ctx = { shared = {} }, log = { debug = log, info = log, warn = log, err = log },
  request = { get_method = function() return "GET" end },
  response = { get_status = function() return 200 end, get_header = function() return nil end },
}
ngx = { arg = {}, now = function() return 1700000000.123 end, var = {} }
`;

/** A Lua program that gives, for each chunk of an answer's body, what it makes of the body; as one text with U+0001 between. */
export function bodiesProgram(
  probes: readonly {
    source: string;
    body: string;
    config?: Record<string, unknown>;
    modules?: Modules;
  }[],
): string {
  const runs = probes.map(({ source, body, config, modules }) => {
    const compiled = compilePolicy(translatedPolicy(source, modules), config ?? {}, {
      api: { id: 'A', projectId: 'P', organizationId: 'O' },
    });
    const fragment = compiled.functions.find(({ phase }) => phase === 'body_filter');
    if (fragment === undefined) throw new Error('no body_filter');
    return `(function()
local run = (function() ${luaChunk('probe', fragment)} end)()
kong.ctx.shared = { apim_bodies = { probe = { decision = "change", n = 0, size = 0 } } }
ngx.arg = { ${luaLiteral(body)}, true }
run()
return ngx.arg[1]
end)()`;
  });
  return `${sandbox}
local results = {}
${runs.map((run, index) => `results[${index + 1}] = ${run}`).join('\n')}
return table.concat(results, "\\1")`;
}
