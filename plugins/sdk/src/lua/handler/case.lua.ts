import { lowerRuns, lowerSpecial, upperRuns, upperSpecial } from './case-letters.ts';
import type { LibrarySources } from './library-source.ts';

/** Upper and lower case of every letter, as JavaScript has them. Texts of ASCII never reach the tables. */
export const caseLibraries: LibrarySources = {
  __case: {
    needs: ['__runtime'],
    lua: String.raw`
local __case, __case_map
do
  local char, floor, find, gsub = string.char, math.floor, string.find, string.gsub
  local function utf8(code)
    if code < 128 then return char(code) end
    if code < 2048 then return char(192 + floor(code / 64), 128 + code % 64) end
    if code < 65536 then return char(224 + floor(code / 4096), 128 + floor(code / 64) % 64, 128 + code % 64) end
    return char(240 + floor(code / 262144), 128 + floor(code / 4096) % 64, 128 + floor(code / 64) % 64, 128 + code % 64)
  end
  function __case_map(runs, map)
    for i = 1, #runs, 4 do
      for code = runs[i], runs[i + 1], runs[i + 2] do map[utf8(code)] = utf8(code + runs[i + 3]) end
    end
    return map
  end
  function __case(text, ascii, map)
    __charge(1 + #text / 16, #text)
    if not find(text, "[\128-\255]") then return ascii end
    __charge(#text / 4, 2 * #text)
    return (gsub(ascii, "[\194-\244][\128-\191]*", map()))
  end
end`,
  },
  __s_toLowerCase: {
    needs: ['__case'],
    // A capital sigma at the end of a word is a letter of its own.
    lua: String.raw`
local __s_toLowerCase
do
  local map, letters
  local function lower_map()
    if map then return map end
    map, letters = __case_map({${lowerRuns}
    }, {${lowerSpecial}
    }), {}
    for capital, small in pairs(map) do letters[capital], letters[small] = true, true end
    map["\206\163"] = nil
    return map
  end
  local function is_letter(text, at)
    local character = string.match(text, "^[%z\1-\127\194-\244][\128-\191]*", at)
    return character ~= nil and (letters[character] or string.find(character, "^%a$") ~= nil)
  end
  local function sigmas(text)
    return (string.gsub(text, "()\206\163()", function(from, to)
      local before, after = from - 1, to
      while before > 1 and string.find(text, "^[\128-\191'.:]", before) do before = before - 1 end
      while string.find(text, "^['.:]", after) do after = after + 1 end
      return is_letter(text, before) and not is_letter(text, after) and "\207\130" or "\207\131"
    end))
  end
  function __s_toLowerCase(text)
    local changed = __case(text, string.lower(text), lower_map)
    if string.find(changed, "\206\163", 1, true) then return sigmas(changed) end
    return changed
  end
end`,
  },
  __s_toUpperCase: {
    needs: ['__case'],
    lua: String.raw`
local __s_toUpperCase
do
  local map
  local function upper_map()
    map = map or __case_map({${upperRuns}
    }, {${upperSpecial}
    })
    return map
  end
  function __s_toUpperCase(text)
    return __case(text, string.upper(text), upper_map)
  end
end`,
  },
};
