/** Written by `npm run gen`: the handlers of the library as Lua, by the name of the policy. */
import type { HandlerCode } from '@apim/sdk';

export const handlerCode: Readonly<Record<string, HandlerCode>> = {
  "canary": [
    {
      "phase": "access",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring\nlocal setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nlocal ____exports = {}\nfunction __handler(ctx, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local seed\n    local force\n    local header\n    local by\n    local percentage\n    percentage = __get(____bindingPattern0, \"percentage\")\n    by = __get(____bindingPattern0, \"by\")\n    header = __get(____bindingPattern0, \"header\")\n    force = __get(____bindingPattern0, \"force\")\n    seed = __get(____bindingPattern0, \"seed\")\n    if force ~= nil then\n        local asked = __get(__get(ctx, \"request\"), \"header\")(__get(force, \"header\"))\n        if asked == __get(force, \"canary\") then\n            __get(__get(ctx, \"upstream\"), \"choose\")(\"canary\")\n            return\n        end\n        if asked ~= nil and asked == __get(force, \"stable\") then\n            return\n        end\n    end\n    local ____temp_3\n    if by == \"header\" then\n        ____temp_3 = __get(__get(ctx, \"request\"), \"header\")(header or \"\")\n    else\n        local ____temp_2\n        if by == \"ip\" then\n            ____temp_2 = __get(__get(ctx, \"client\"), \"address\")()\n        else\n            local ____opt_0 = __get(ctx, \"consumer\")()\n            ____temp_2 = ____opt_0 and __get(____opt_0, \"id\") or __get(__get(ctx, \"client\"), \"address\")()\n        end\n        ____temp_3 = ____temp_2\n    end\n    local caller = ____temp_3\n    if caller == nil or caller == \"\" then\n        return\n    end\n    if __mod(\n        __get(__get(ctx, \"hash\"), \"crc32\")(__concat(seed, \":\", caller)),\n        10000\n    ) < __m_round(percentage * 100) then\n        __get(__get(ctx, \"upstream\"), \"choose\")(\"canary\")\n    end\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__c_client_address",
        "__c_consumer",
        "__c_hash_crc32",
        "__c_request_header",
        "__c_upstream_choose",
        "__concat",
        "__get",
        "__m_round",
        "__mod",
        "__pcall",
        "__request_phase",
        "__runtime"
      ]
    }
  ],
  "hmac-auth": [
    {
      "phase": "early",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring\nlocal setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nlocal ____exports = {}\nfunction __handler(ctx, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local dateHeader\n    dateHeader = __get(____bindingPattern0, \"dateHeader\")\n    __get(__get(ctx, \"request\"), \"removeHeader\")(dateHeader == \"date\" and \"X-Date\" or \"Date\")\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__c_request_removeHeader",
        "__get",
        "__pcall",
        "__request_phase",
        "__runtime"
      ]
    }
  ],
  "jwt": [
    {
      "phase": "early",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring\nlocal setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nlocal ____exports = {}\nlocal ____exports0 = {}\nlocal ____exports1 = ____exports\ndo\nlocal ____exports = ____exports0\nlocal readPart\nfunction readPart(ctx, part)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local ____temp_5\n    if part == nil then\n        ____temp_5 = nil\n    else\n        ____temp_5 = __get(__get(ctx, \"text\"), \"fromBase64\")(part)\n    end\n    local text = ____temp_5\n    local ____temp_6\n    if text == nil then\n        ____temp_6 = nil\n    else\n        ____temp_6 = __get(__get(ctx, \"json\"), \"parse\")(text)\n    end\n    local value = ____temp_6\n    return value ~= nil and __get(__get(ctx, \"json\"), \"isObject\")(value) and value or nil\nend\nfunction ____exports.readBearerToken(ctx, authorization)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local parts = __get(__get(ctx, \"re\"), \"match\")(authorization, \"^[Bb]earer ([A-Za-z0-9_-]+)\\\\.([A-Za-z0-9_-]+)\\\\.[A-Za-z0-9_-]+\\\\z\")\n    local header = readPart(ctx, parts and parts[2])\n    local claims = readPart(ctx, parts and parts[3])\n    local ____temp_4\n    if header == nil or claims == nil then\n        ____temp_4 = nil\n    else\n        ____temp_4 = __object(4, {\"header\", header, \"claims\", claims})\n    end\n    return ____temp_4\nend\nfunction ____exports.holdsOne(claim, values)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    if __typeof(claim) == \"string\" then\n        return __a_includes(values, claim)\n    end\n    if __typeof(claim) == \"boolean\" then\n        return __a_includes(values, claim and \"true\" or \"false\")\n    end\n    return __is_array(claim) and __a_some(\n        claim,\n        function(item)\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            return __typeof(item) == \"string\" and __a_includes(values, item)\n        end\n    )\nend\nfunction ____exports.refuseToken(ctx, area, message)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    return __get(ctx, \"respond\")(\n        401,\n        __object(2, {\"message\", message}),\n        __object(\n            2,\n            {\n                \"WWW-Authenticate\",\n                __concat(\n                    \"Bearer realm=\\\"\",\n                    area,\n                    \"\\\", error=\\\"invalid_token\\\", error_description=\\\"\",\n                    message,\n                    \"\\\"\"\n                )\n            }\n        )\n    )\nend\nfunction ____exports.refuseScopes(ctx, area, scopes)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local wanted = __a_join(scopes, \" \")\n    return __get(ctx, \"respond\")(\n        403,\n        __object(\n            2,\n            {\n                \"message\",\n                __concat(\"The token needs the scopes \", wanted)\n            }\n        ),\n        __object(\n            2,\n            {\n                \"WWW-Authenticate\",\n                __concat(\n                    \"Bearer realm=\\\"\",\n                    area,\n                    \"\\\", error=\\\"insufficient_scope\\\", scope=\\\"\",\n                    wanted,\n                    \"\\\"\"\n                )\n            }\n        )\n    )\nend\nend\nlocal function isOfType(stated, types)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local ____type = stated == nil and \"JWT\" or stated\n    if __typeof(____type) ~= \"string\" then\n        return false\n    end\n    return __a_some(\n        types,\n        function(known)\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            return __s_toLowerCase(known) == __s_toLowerCase(____type)\n        end\n    )\nend\nlocal function headerText(ctx, claim)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local text = \"\"\n    if __typeof(claim) == \"string\" then\n        text = claim\n    elseif __typeof(claim) == \"number\" or __typeof(claim) == \"boolean\" then\n        text = __get(__get(ctx, \"json\"), \"stringify\")(claim)\n    elseif __is_array(claim) then\n        text = __a_join(\n            __a_filter(\n                claim,\n                function(item)\n                    __steps = __steps - 1\n                    if __steps < 0 then\n                        __over()\n                    end\n                    return __typeof(item) == \"string\"\n                end\n            ),\n            \",\"\n        )\n    end\n    return __get(__get(ctx, \"re\"), \"test\")(text, \"^[\\\\x21-\\\\x7e]([\\\\x20-\\\\x7e]{0,998}[\\\\x21-\\\\x7e])?\\\\z\") and text or nil\nend\nfunction __handler(ctx, config)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    for ____, ____value in ipairs(__get(config, \"headers\")) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        local header = __get(____value, \"header\")\n        __get(__get(ctx, \"request\"), \"removeHeader\")(header)\n    end\n    local authorization = __get(__get(ctx, \"request\"), \"header\")(\"Authorization\")\n    if authorization == nil then\n        return\n    end\n    local token = ____exports0.readBearerToken(ctx, authorization)\n    if token == nil or not isOfType(__get(__get(token, \"header\"), \"typ\"), __get(config, \"types\")) then\n        return ____exports0.refuseToken(ctx, __get(config, \"realm\"), \"The token cannot be read or is of another type\")\n    end\n    local claims = __get(token, \"claims\")\n    if __get(claims, \"iss\") ~= __get(config, \"issuer\") then\n        return ____exports0.refuseToken(ctx, __get(config, \"realm\"), \"The token is of another issuer\")\n    end\n    if not ____exports0.holdsOne(__get(claims, \"aud\"), __get(config, \"audiences\")) then\n        return ____exports0.refuseToken(ctx, __get(config, \"realm\"), \"The token is meant for another audience\")\n    end\n    if __get(claims, \"nbf\") ~= nil and (__typeof(__get(claims, \"nbf\")) ~= \"number\" or __get(claims, \"nbf\") > __get(__get(ctx, \"time\"), \"now\")()) then\n        return ____exports0.refuseToken(ctx, __get(config, \"realm\"), \"The token is not valid yet\")\n    end\n    local held = __get(__get(ctx, \"json\"), \"get\")(claims, __get(config, \"scopeClaim\"))\n    local granted = __typeof(held) == \"string\" and __s_split(held, \" \") or held\n    for ____, scope in ipairs(__get(config, \"scopes\")) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        if not ____exports0.holdsOne(\n            granted,\n            __list({scope})\n        ) then\n            return ____exports0.refuseScopes(ctx, __get(config, \"realm\"), __get(config, \"scopes\"))\n        end\n    end\n    for ____, ____value in ipairs(__get(config, \"claims\")) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        local claim = __get(____value, \"claim\")\n        local values = __get(____value, \"values\")\n        if not ____exports0.holdsOne(\n            __get(__get(ctx, \"json\"), \"get\")(claims, claim),\n            values\n        ) then\n            return __get(ctx, \"respond\")(\n                403,\n                __object(\n                    2,\n                    {\n                        \"message\",\n                        __concat(\"The claim \", claim, \" does not admit this call\")\n                    }\n                )\n            )\n        end\n    end\n    for ____, ____value in ipairs(__get(config, \"headers\")) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        local claim = __get(____value, \"claim\")\n        local header = __get(____value, \"header\")\n        local value = headerText(\n            ctx,\n            __get(__get(ctx, \"json\"), \"get\")(claims, claim)\n        )\n        if value ~= nil then\n            __get(__get(ctx, \"request\"), \"setHeader\")(header, value)\n        end\n    end\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__a_filter",
        "__a_includes",
        "__a_join",
        "__a_some",
        "__c_json_get",
        "__c_json_isArray",
        "__c_json_isObject",
        "__c_json_parse",
        "__c_json_stringify",
        "__c_re_match",
        "__c_re_test",
        "__c_request_header",
        "__c_request_json",
        "__c_request_removeHeader",
        "__c_request_setHeader",
        "__c_request_text",
        "__c_respond",
        "__c_text_fromBase64",
        "__c_time_now",
        "__concat",
        "__get",
        "__is_array",
        "__list",
        "__object",
        "__pcall",
        "__request_phase",
        "__runtime",
        "__s_split",
        "__s_toLowerCase",
        "__typeof"
      ]
    }
  ],
  "oauth2-client-credentials": [
    {
      "phase": "early",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring\nlocal setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nlocal ____exports = {}\nlocal ____exports0 = {}\nlocal ____exports1 = ____exports\ndo\nlocal ____exports = ____exports0\nlocal readPart\nfunction readPart(ctx, part)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local ____temp_5\n    if part == nil then\n        ____temp_5 = nil\n    else\n        ____temp_5 = __get(__get(ctx, \"text\"), \"fromBase64\")(part)\n    end\n    local text = ____temp_5\n    local ____temp_6\n    if text == nil then\n        ____temp_6 = nil\n    else\n        ____temp_6 = __get(__get(ctx, \"json\"), \"parse\")(text)\n    end\n    local value = ____temp_6\n    return value ~= nil and __get(__get(ctx, \"json\"), \"isObject\")(value) and value or nil\nend\nfunction ____exports.readBearerToken(ctx, authorization)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local parts = __get(__get(ctx, \"re\"), \"match\")(authorization, \"^[Bb]earer ([A-Za-z0-9_-]+)\\\\.([A-Za-z0-9_-]+)\\\\.[A-Za-z0-9_-]+\\\\z\")\n    local header = readPart(ctx, parts and parts[2])\n    local claims = readPart(ctx, parts and parts[3])\n    local ____temp_4\n    if header == nil or claims == nil then\n        ____temp_4 = nil\n    else\n        ____temp_4 = __object(4, {\"header\", header, \"claims\", claims})\n    end\n    return ____temp_4\nend\nfunction ____exports.holdsOne(claim, values)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    if __typeof(claim) == \"string\" then\n        return __a_includes(values, claim)\n    end\n    if __typeof(claim) == \"boolean\" then\n        return __a_includes(values, claim and \"true\" or \"false\")\n    end\n    return __is_array(claim) and __a_some(\n        claim,\n        function(item)\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            return __typeof(item) == \"string\" and __a_includes(values, item)\n        end\n    )\nend\nfunction ____exports.refuseToken(ctx, area, message)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    return __get(ctx, \"respond\")(\n        401,\n        __object(2, {\"message\", message}),\n        __object(\n            2,\n            {\n                \"WWW-Authenticate\",\n                __concat(\n                    \"Bearer realm=\\\"\",\n                    area,\n                    \"\\\", error=\\\"invalid_token\\\", error_description=\\\"\",\n                    message,\n                    \"\\\"\"\n                )\n            }\n        )\n    )\nend\nfunction ____exports.refuseScopes(ctx, area, scopes)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local wanted = __a_join(scopes, \" \")\n    return __get(ctx, \"respond\")(\n        403,\n        __object(\n            2,\n            {\n                \"message\",\n                __concat(\"The token needs the scopes \", wanted)\n            }\n        ),\n        __object(\n            2,\n            {\n                \"WWW-Authenticate\",\n                __concat(\n                    \"Bearer realm=\\\"\",\n                    area,\n                    \"\\\", error=\\\"insufficient_scope\\\", scope=\\\"\",\n                    wanted,\n                    \"\\\"\"\n                )\n            }\n        )\n    )\nend\nend\nlocal function isAccessToken(____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local claims\n    local header\n    header = __get(____bindingPattern0, \"header\")\n    claims = __get(____bindingPattern0, \"claims\")\n    local ____type = __get(header, \"typ\")\n    local named = __get(claims, \"apim_credential\")\n    if __typeof(____type) ~= \"string\" or __s_toLowerCase(____type) ~= \"at+jwt\" then\n        return false\n    end\n    return __typeof(named) == \"string\" and named ~= \"\"\nend\nfunction __handler(ctx, config)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local authorization = __get(__get(ctx, \"request\"), \"header\")(\"Authorization\")\n    if authorization == nil then\n        return\n    end\n    local token = ____exports0.readBearerToken(ctx, authorization)\n    if token == nil or not isAccessToken(token) then\n        return ____exports0.refuseToken(ctx, __get(config, \"realm\"), \"The token cannot be read or is no access token\")\n    end\n    local claims = __get(token, \"claims\")\n    if __get(config, \"audiences\") ~= nil and not ____exports0.holdsOne(__get(claims, \"aud\"), __get(config, \"audiences\")) then\n        return ____exports0.refuseToken(ctx, __get(config, \"realm\"), \"The token is meant for another audience\")\n    end\n    local granted = __typeof(__get(claims, \"scope\")) == \"string\" and __s_split(__get(claims, \"scope\"), \" \") or __list({})\n    if __a_every(\n        __get(config, \"scopes\"),\n        function(scope)\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            return __a_includes(granted, scope)\n        end\n    ) then\n        return\n    end\n    return ____exports0.refuseScopes(ctx, __get(config, \"realm\"), __get(config, \"scopes\"))\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__a_every",
        "__a_includes",
        "__a_join",
        "__a_some",
        "__c_json_isArray",
        "__c_json_isObject",
        "__c_json_parse",
        "__c_re_match",
        "__c_request_header",
        "__c_request_json",
        "__c_request_text",
        "__c_respond",
        "__c_text_fromBase64",
        "__concat",
        "__get",
        "__is_array",
        "__list",
        "__object",
        "__pcall",
        "__request_phase",
        "__runtime",
        "__s_split",
        "__s_toLowerCase",
        "__typeof"
      ]
    }
  ],
  "path-rewrite": [
    {
      "phase": "access",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring\nlocal setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nlocal ____exports = {}\nlocal function rewrite(path, from, to, whole)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local given = __s_split(\n        __s_slice(path, 1),\n        \"/\"\n    )\n    local wanted = from == \"/\" and __list({}) or __s_split(\n        __s_slice(from, 1),\n        \"/\"\n    )\n    if #wanted > #given or whole and #wanted ~= #given then\n        return nil\n    end\n    local values = __object(0, {})\n    do\n        local index = 0\n        while index < #wanted do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local segment = wanted[index + 1] or \"\"\n            local value = given[index + 1] or \"\"\n            if not __s_startsWith(segment, \"{\") then\n                if segment ~= value then\n                    return nil\n                end\n            elseif value == \"\" then\n                return nil\n            else\n                local ____values_0 = values\n                local ____segment_1 = segment\n                __set(____values_0, ____segment_1, value)\n            end\n            index = index + 1\n        end\n    end\n    local placed = to == \"/\" and __list({}) or __a_map(\n        __s_split(\n            __s_slice(to, 1),\n            \"/\"\n        ),\n        function(segment)\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            return __get(values, segment) or segment\n        end\n    )\n    return __concat(\n        \"/\",\n        __a_join(\n            __a_concat(\n                placed,\n                __a_slice(given, #wanted)\n            ),\n            \"/\"\n        )\n    )\nend\nfunction __handler(ctx, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local rules\n    rules = __get(____bindingPattern0, \"rules\")\n    local path = __get(__get(ctx, \"request\"), \"upstreamPath\")()\n    for ____, rule in ipairs(rules) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        local rewritten = rewrite(path, __get(rule, \"from\"), __get(rule, \"to\"), __get(rule, \"whole\"))\n        if rewritten ~= nil then\n            __get(__get(ctx, \"request\"), \"setUpstreamPath\")(rewritten)\n            return\n        end\n    end\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__a_concat",
        "__a_join",
        "__a_map",
        "__a_slice",
        "__c_request_path",
        "__c_request_setUpstreamPath",
        "__c_request_upstreamPath",
        "__concat",
        "__get",
        "__list",
        "__object",
        "__pcall",
        "__request_phase",
        "__runtime",
        "__s_slice",
        "__s_split",
        "__s_startsWith",
        "__set"
      ]
    }
  ],
  "request-transformation": [
    {
      "phase": "access",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring\nlocal setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nlocal ____exports = {}\nlocal ____exports0 = {}\nlocal ____exports1 = ____exports\ndo\nlocal ____exports = ____exports0\nlocal renameIn\nfunction renameIn(ctx, value, names, depth, to)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    if __get(__get(ctx, \"json\"), \"isArray\")(value) then\n        for ____, item in ipairs(value) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            renameIn(\n                ctx,\n                item,\n                names,\n                depth,\n                to\n            )\n        end\n        return\n    end\n    local name = names[depth + 1]\n    if name == nil or not __get(__get(ctx, \"json\"), \"isObject\")(value) then\n        return\n    end\n    local member = __get(value, name)\n    if member == nil then\n        return\n    end\n    if depth < #names - 1 then\n        renameIn(\n            ctx,\n            member,\n            names,\n            depth + 1,\n            to\n        )\n    elseif name ~= to then\n        __get(__get(ctx, \"json\"), \"remove\")(value, name)\n        local ____value_0 = value\n        local ____to_1 = to\n        __set(____value_0, ____to_1, member)\n    end\nend\nfunction ____exports.applyJsonChanges(ctx, value, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local add\n    local set\n    local rename\n    local remove\n    remove = __get(____bindingPattern0, \"remove\")\n    rename = __get(____bindingPattern0, \"rename\")\n    set = __get(____bindingPattern0, \"set\")\n    add = __get(____bindingPattern0, \"add\")\n    for ____, path in ipairs(remove) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        __get(__get(ctx, \"json\"), \"remove\")(value, path)\n    end\n    for ____, ____value in ipairs(rename) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        local from = __get(____value, \"from\")\n        local to = __get(____value, \"to\")\n        renameIn(\n            ctx,\n            value,\n            __s_split(from, \".\"),\n            0,\n            to\n        )\n    end\n    for ____, field in ipairs(set) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        __get(__get(ctx, \"json\"), \"set\")(value, __get(field, \"path\"), __get(field, \"value\"))\n    end\n    for ____, field in ipairs(add) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        if __get(__get(ctx, \"json\"), \"get\")(value, __get(field, \"path\")) == nil then\n            __get(__get(ctx, \"json\"), \"set\")(value, __get(field, \"path\"), __get(field, \"value\"))\n        end\n    end\nend\nend\nlocal hexDigits = \"0123456789abcdef\"\nlocal ascii = \" !\\\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\"\nlocal function nameOf(field)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local ____end = __s_indexOf(field, \"=\")\n    local name = ____end < 0 and field or __s_slice(field, 0, ____end)\n    if not __s_includes(name, \"%\") then\n        return __s_replaceAll(name, \"+\", \" \")\n    end\n    local parts = __s_split(\n        __s_replaceAll(name, \"+\", \" \"),\n        \"%\"\n    )\n    local decoded = parts[1] or \"\"\n    for ____, part in ipairs(__a_slice(parts, 1)) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        local high = __s_indexOf(\n            hexDigits,\n            __s_toLowerCase(__s_slice(part, 0, 1))\n        )\n        local low = __s_indexOf(\n            hexDigits,\n            __s_toLowerCase(__s_slice(part, 1, 2))\n        )\n        local code = (__s_length(part) < 2 or high < 0 or low < 0) and 0 or high * 16 + low\n        decoded = __join(\n            decoded,\n            code >= 32 and code < 127 and __concat(\n                __s_charAt(ascii, code - 32),\n                __s_slice(part, 2)\n            ) or __concat(\"%\", part)\n        )\n    end\n    return decoded\nend\nfunction __handler(ctx, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local json\n    local form\n    local query\n    local headers\n    headers = __get(____bindingPattern0, \"headers\")\n    query = __get(____bindingPattern0, \"query\")\n    form = __get(____bindingPattern0, \"form\")\n    json = __get(____bindingPattern0, \"json\")\n    local ____ctx_0 = ctx\n    local request = __get(____ctx_0, \"request\")\n    if headers ~= nil then\n        for ____, name in ipairs(__get(headers, \"remove\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            __get(request, \"removeHeader\")(name)\n        end\n        for ____, ____value in ipairs(__get(headers, \"rename\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local from = __get(____value, \"from\")\n            local to = __get(____value, \"to\")\n            do\n                local __continue10\n                repeat\n                    local value = __get(request, \"header\")(from)\n                    if value == nil then\n                        __continue10 = true\n                        break\n                    end\n                    __get(request, \"removeHeader\")(from)\n                    __get(request, \"setHeader\")(to, value)\n                    __continue10 = true\n                until true\n                if not __continue10 then\n                    break\n                end\n            end\n        end\n        for ____, ____value in ipairs(__get(headers, \"set\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local name = __get(____value, \"name\")\n            local value = __get(____value, \"value\")\n            __get(request, \"setHeader\")(name, value)\n        end\n        for ____, ____value in ipairs(__get(headers, \"add\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local name = __get(____value, \"name\")\n            local value = __get(____value, \"value\")\n            if __get(request, \"header\")(name) == nil then\n                __get(request, \"setHeader\")(name, value)\n            end\n        end\n    end\n    if query ~= nil then\n        for ____, name in ipairs(__get(query, \"remove\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            __get(request, \"removeQuery\")(name)\n        end\n        for ____, ____value in ipairs(__get(query, \"rename\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local from = __get(____value, \"from\")\n            local to = __get(____value, \"to\")\n            do\n                local __continue21\n                repeat\n                    local value = __get(request, \"query\")(from)\n                    if value == nil then\n                        __continue21 = true\n                        break\n                    end\n                    __get(request, \"removeQuery\")(from)\n                    __get(request, \"setQuery\")(to, value)\n                    __continue21 = true\n                until true\n                if not __continue21 then\n                    break\n                end\n            end\n        end\n        for ____, ____value in ipairs(__get(query, \"set\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local name = __get(____value, \"name\")\n            local value = __get(____value, \"value\")\n            __get(request, \"setQuery\")(name, value)\n        end\n        for ____, ____value in ipairs(__get(query, \"add\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local name = __get(____value, \"name\")\n            local value = __get(____value, \"value\")\n            if __get(request, \"query\")(name) == nil then\n                __get(request, \"setQuery\")(name, value)\n            end\n        end\n    end\n    local ____opt_1 = __s_split(\n        __s_toLowerCase(__get(request, \"header\")(\"Content-Type\") or \"\"),\n        \";\"\n    )[1]\n    local ____type = ____opt_1 and __s_trim(____opt_1) or \"\"\n    local ____temp_3\n    if form == nil then\n        ____temp_3 = nil\n    else\n        ____temp_3 = __get(request, \"text\")()\n    end\n    local text = ____temp_3\n    if form ~= nil and text ~= nil and ____type == \"application/x-www-form-urlencoded\" then\n        local fields = __a_filter(\n            __s_split(text, \"&\"),\n            function(field)\n                __steps = __steps - 1\n                if __steps < 0 then\n                    __over()\n                end\n                return field ~= \"\"\n            end\n        )\n        for ____, name in ipairs(__get(form, \"remove\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            fields = __a_filter(\n                fields,\n                function(field)\n                    __steps = __steps - 1\n                    if __steps < 0 then\n                        __over()\n                    end\n                    return nameOf(field) ~= name\n                end\n            )\n        end\n        for ____, ____value in ipairs(__get(form, \"rename\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local from = __get(____value, \"from\")\n            local to = __get(____value, \"to\")\n            do\n                local __continue34\n                repeat\n                    local value = __a_find(\n                        fields,\n                        function(field)\n                            __steps = __steps - 1\n                            if __steps < 0 then\n                                __over()\n                            end\n                            return nameOf(field) == from\n                        end\n                    )\n                    if value == nil then\n                        __continue34 = true\n                        break\n                    end\n                    fields = __a_filter(\n                        fields,\n                        function(field)\n                            __steps = __steps - 1\n                            if __steps < 0 then\n                                __over()\n                            end\n                            return nameOf(field) ~= from and nameOf(field) ~= to\n                        end\n                    )\n                    __a_push(\n                        fields,\n                        __concat(\n                            __s_encode(to),\n                            \"=\",\n                            __s_includes(value, \"=\") and __s_slice(\n                                value,\n                                __s_indexOf(value, \"=\") + 1\n                            ) or \"\"\n                        )\n                    )\n                    __continue34 = true\n                until true\n                if not __continue34 then\n                    break\n                end\n            end\n        end\n        for ____, ____value in ipairs(__get(form, \"set\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local name = __get(____value, \"name\")\n            local value = __get(____value, \"value\")\n            fields = __a_filter(\n                fields,\n                function(field)\n                    __steps = __steps - 1\n                    if __steps < 0 then\n                        __over()\n                    end\n                    return nameOf(field) ~= name\n                end\n            )\n            __a_push(\n                fields,\n                __concat(\n                    __s_encode(name),\n                    \"=\",\n                    __s_encode(value)\n                )\n            )\n        end\n        for ____, ____value in ipairs(__get(form, \"add\")) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            local name = __get(____value, \"name\")\n            local value = __get(____value, \"value\")\n            if not __a_some(\n                fields,\n                function(field)\n                    __steps = __steps - 1\n                    if __steps < 0 then\n                        __over()\n                    end\n                    return nameOf(field) == name\n                end\n            ) then\n                __a_push(\n                    fields,\n                    __concat(\n                        __s_encode(name),\n                        \"=\",\n                        __s_encode(value)\n                    )\n                )\n            end\n        end\n        __get(request, \"setText\")(__a_join(fields, \"&\"))\n    end\n    if json ~= nil and (____type == \"application/json\" or __s_endsWith(____type, \"+json\")) then\n        local body = __get(request, \"json\")()\n        if body == nil then\n            return\n        end\n        ____exports0.applyJsonChanges(ctx, body, json)\n        __get(request, \"setText\")(__get(__get(ctx, \"json\"), \"stringify\")(body))\n    end\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__a_filter",
        "__a_find",
        "__a_join",
        "__a_push",
        "__a_slice",
        "__a_some",
        "__c_json_get",
        "__c_json_isArray",
        "__c_json_isObject",
        "__c_json_remove",
        "__c_json_set",
        "__c_json_stringify",
        "__c_request_header",
        "__c_request_json",
        "__c_request_path",
        "__c_request_query",
        "__c_request_removeHeader",
        "__c_request_removeQuery",
        "__c_request_setHeader",
        "__c_request_setQuery",
        "__c_request_setText",
        "__c_request_text",
        "__c_text_end",
        "__c_text_length",
        "__concat",
        "__get",
        "__join",
        "__pcall",
        "__request_phase",
        "__runtime",
        "__s_charAt",
        "__s_encode",
        "__s_endsWith",
        "__s_includes",
        "__s_indexOf",
        "__s_length",
        "__s_replaceAll",
        "__s_slice",
        "__s_split",
        "__s_toLowerCase",
        "__s_trim",
        "__set"
      ]
    }
  ],
  "response-transformation": [
    {
      "phase": "access",
      "lua": "return __plain_answer()",
      "libraries": [
        "__plain_answer"
      ]
    },
    {
      "phase": "header_filter",
      "lua": "return __body_headers()",
      "libraries": [
        "__body_headers"
      ]
    },
    {
      "phase": "body_filter",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring\nlocal setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nlocal ____exports = {}\nlocal ____exports0 = {}\ndo\nlocal ____exports = ____exports0\nlocal renameIn\nfunction renameIn(ctx, value, names, depth, to)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    if __get(__get(ctx, \"json\"), \"isArray\")(value) then\n        for ____, item in ipairs(value) do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            renameIn(\n                ctx,\n                item,\n                names,\n                depth,\n                to\n            )\n        end\n        return\n    end\n    local name = names[depth + 1]\n    if name == nil or not __get(__get(ctx, \"json\"), \"isObject\")(value) then\n        return\n    end\n    local member = __get(value, name)\n    if member == nil then\n        return\n    end\n    if depth < #names - 1 then\n        renameIn(\n            ctx,\n            member,\n            names,\n            depth + 1,\n            to\n        )\n    elseif name ~= to then\n        __get(__get(ctx, \"json\"), \"remove\")(value, name)\n        local ____value_0 = value\n        local ____to_1 = to\n        __set(____value_0, ____to_1, member)\n    end\nend\nfunction ____exports.applyJsonChanges(ctx, value, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local add\n    local set\n    local rename\n    local remove\n    remove = __get(____bindingPattern0, \"remove\")\n    rename = __get(____bindingPattern0, \"rename\")\n    set = __get(____bindingPattern0, \"set\")\n    add = __get(____bindingPattern0, \"add\")\n    for ____, path in ipairs(remove) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        __get(__get(ctx, \"json\"), \"remove\")(value, path)\n    end\n    for ____, ____value in ipairs(rename) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        local from = __get(____value, \"from\")\n        local to = __get(____value, \"to\")\n        renameIn(\n            ctx,\n            value,\n            __s_split(from, \".\"),\n            0,\n            to\n        )\n    end\n    for ____, field in ipairs(set) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        __get(__get(ctx, \"json\"), \"set\")(value, __get(field, \"path\"), __get(field, \"value\"))\n    end\n    for ____, field in ipairs(add) do\n        __steps = __steps - 1\n        if __steps < 0 then\n            __over()\n        end\n        if __get(__get(ctx, \"json\"), \"get\")(value, __get(field, \"path\")) == nil then\n            __get(__get(ctx, \"json\"), \"set\")(value, __get(field, \"path\"), __get(field, \"value\"))\n        end\n    end\nend\nend\nfunction __handler(ctx, changes, body)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    ____exports0.applyJsonChanges(ctx, body, changes)\n    return body\nend\nend\nreturn __body_phase(__handler)",
      "libraries": [
        "__body_phase",
        "__c_json_get",
        "__c_json_isArray",
        "__c_json_isObject",
        "__c_json_remove",
        "__c_json_set",
        "__get",
        "__pcall",
        "__runtime",
        "__s_split",
        "__set"
      ]
    }
  ],
  "route-by-header": [
    {
      "phase": "access",
      "lua": "local __handler\ndo\nlocal kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring\nlocal setfenv, getfenv, debug, package, io\nlocal pcall = __pcall\nlocal ____exports = {}\nfunction __handler(ctx, ____bindingPattern0)\n    __steps = __steps - 1\n    if __steps < 0 then\n        __over()\n    end\n    local rules\n    rules = __get(____bindingPattern0, \"rules\")\n    do\n        local index = 0\n        while index < #rules do\n            __steps = __steps - 1\n            if __steps < 0 then\n                __over()\n            end\n            do\n                local __continue4\n                repeat\n                    local rule = rules[index + 1]\n                    local ____temp_0\n                    if rule == nil then\n                        ____temp_0 = nil\n                    else\n                        ____temp_0 = __get(__get(ctx, \"request\"), \"header\")(__get(rule, \"header\"))\n                    end\n                    local value = ____temp_0\n                    if rule == nil or value == nil then\n                        __continue4 = true\n                        break\n                    end\n                    if __get(rule, \"match\") == \"present\" or __a_some(\n                        __get(rule, \"values\"),\n                        function(wanted)\n                            __steps = __steps - 1\n                            if __steps < 0 then\n                                __over()\n                            end\n                            local ____temp_1\n                            if __get(rule, \"match\") == \"equal\" then\n                                ____temp_1 = value == wanted\n                            else\n                                ____temp_1 = __s_startsWith(value, wanted)\n                            end\n                            return ____temp_1\n                        end\n                    ) then\n                        __get(__get(ctx, \"upstream\"), \"choose\")(__concat(\n                            \"rule-\",\n                            __text(index)\n                        ))\n                        return\n                    end\n                    __continue4 = true\n                until true\n                if not __continue4 then\n                    break\n                end\n            end\n            index = index + 1\n        end\n    end\nend\nend\nreturn __request_phase(__handler)",
      "libraries": [
        "__a_some",
        "__c_request_header",
        "__c_upstream_choose",
        "__concat",
        "__get",
        "__pcall",
        "__request_phase",
        "__runtime",
        "__s_startsWith",
        "__text"
      ]
    }
  ]
};
