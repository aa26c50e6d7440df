/** Written by `npm run gen`: the handlers of the library as Lua, by the name of the policy. */
import type { HandlerCode } from '@apim/sdk';

export const handlerCode: Readonly<Record<string, HandlerCode>> = {
  "canary": [
    {
      "phase": "access",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring, setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nfunction __handler(ctx, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local seed\n    local force\n    local header\n    local by\n    local percentage\n    percentage = ____bindingPattern0.percentage\n    by = ____bindingPattern0.by\n    header = ____bindingPattern0.header\n    force = ____bindingPattern0.force\n    seed = ____bindingPattern0.seed\n    if force ~= nil then\n        local asked = ctx.request.header(force.header)\n        if asked == force.canary then\n            ctx.upstream.choose(\"canary\")\n            return\n        end\n        if asked ~= nil and asked == force.stable then\n            return\n        end\n    end\n    local ____temp_3\n    if by == \"header\" then\n        ____temp_3 = ctx.request.header(header or \"\")\n    else\n        local ____temp_2\n        if by == \"ip\" then\n            ____temp_2 = ctx.client.address()\n        else\n            local ____opt_0 = ctx.consumer()\n            ____temp_2 = ____opt_0 and ____opt_0.id or ctx.client.address()\n        end\n        ____temp_3 = ____temp_2\n    end\n    local caller = ____temp_3\n    if caller == nil or caller == \"\" then\n        return\n    end\n    if __mod(\n        ctx.hash.crc32(__concat(seed, \":\", caller)),\n        10000\n    ) < __m_round(percentage * 100) then\n        ctx.upstream.choose(\"canary\")\n    end\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__runtime",
        "__concat",
        "__m_floor",
        "__m_round",
        "__mod",
        "__pcall",
        "__context",
        "__c_client_address",
        "__object",
        "__c_consumer",
        "__c_hash_crc32",
        "__c_request_header",
        "__c_upstream_choose",
        "__failed",
        "__freeze",
        "__thaw",
        "__configuration",
        "__request_phase"
      ]
    }
  ],
  "path-rewrite": [
    {
      "phase": "access",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring, setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\n--- The path after one rule; undefined when the rule does not match.\nlocal function rewrite(path, from, to, whole)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local given = __s_split(\n        __s_slice(path, 1),\n        \"/\"\n    )\n    local wanted = from == \"/\" and __list({}) or __s_split(\n        __s_slice(from, 1),\n        \"/\"\n    )\n    if #wanted > #given or whole and #wanted ~= #given then\n        return nil\n    end\n    local values = __object(0, {})\n    do\n        local index = 0\n        while index < #wanted do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local segment = wanted[index + 1] or \"\"\n            local value = given[index + 1] or \"\"\n            if not __s_startsWith(segment, \"{\") then\n                if segment ~= value then\n                    return nil\n                end\n            elseif value == \"\" then\n                return nil\n            else\n                local ____values_0 = values\n                local ____segment_1 = segment\n                __set(____values_0, ____segment_1, value)\n            end\n            index = index + 1\n        end\n    end\n    local placed = to == \"/\" and __list({}) or __a_map(\n        __s_split(\n            __s_slice(to, 1),\n            \"/\"\n        ),\n        function(segment)\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            return values[segment] or segment\n        end\n    )\n    return __concat(\n        \"/\",\n        __a_join(\n            __a_concat(\n                placed,\n                __a_slice(given, #wanted)\n            ),\n            \"/\"\n        )\n    )\nend\nfunction __handler(ctx, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local rules\n    rules = ____bindingPattern0.rules\n    local path = ctx.request.upstreamPath()\n    for ____, rule in ipairs(rules) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        local rewritten = rewrite(path, rule.from, rule.to, rule.whole)\n        if rewritten ~= nil then\n            ctx.request.setUpstreamPath(rewritten)\n            return\n        end\n    end\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__runtime",
        "__a_concat",
        "__number_text",
        "__text",
        "__a_join",
        "__a_map",
        "__a_slice",
        "__concat",
        "__list",
        "__object",
        "__pcall",
        "__units",
        "__whole",
        "__s_slice",
        "__s_chars",
        "__s_split",
        "__s_startsWith",
        "__set",
        "__context",
        "__c_request_path",
        "__c_request_setUpstreamPath",
        "__c_request_upstreamPath",
        "__failed",
        "__freeze",
        "__thaw",
        "__configuration",
        "__request_phase"
      ]
    }
  ],
  "route-by-header": [
    {
      "phase": "access",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring, setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nfunction __handler(ctx, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local rules\n    rules = ____bindingPattern0.rules\n    do\n        local index = 0\n        while index < #rules do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            do\n                local __continue4\n                repeat\n                    local rule = rules[index + 1]\n                    local ____temp_0\n                    if rule == nil then\n                        ____temp_0 = nil\n                    else\n                        ____temp_0 = ctx.request.header(rule.header)\n                    end\n                    local value = ____temp_0\n                    if rule == nil or value == nil then\n                        __continue4 = true\n                        break\n                    end\n                    if rule.match == \"present\" or __a_some(\n                        rule.values,\n                        function(wanted)\n                            __steps = __steps - 1\n                            if __steps < 0 then\n                                __over()\n                            end\n                            local ____temp_1\n                            if rule.match == \"equal\" then\n                                ____temp_1 = value == wanted\n                            else\n                                ____temp_1 = __s_startsWith(value, wanted)\n                            end\n                            return ____temp_1\n                        end\n                    ) then\n                        ctx.upstream.choose(__concat(\n                            \"rule-\",\n                            __text(index)\n                        ))\n                        return\n                    end\n                    __continue4 = true\n                until true\n                if not __continue4 then\n                    break\n                end\n            end\n            index = index + 1\n        end\n    end\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__runtime",
        "__a_some",
        "__concat",
        "__pcall",
        "__s_startsWith",
        "__number_text",
        "__text",
        "__context",
        "__c_request_header",
        "__c_upstream_choose",
        "__failed",
        "__freeze",
        "__thaw",
        "__configuration",
        "__request_phase"
      ]
    }
  ]
};
