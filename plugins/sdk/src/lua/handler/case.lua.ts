import type { LibrarySources } from './library-source.ts';

/** Placeholder filled below. */
export const caseLibraries: LibrarySources = {
  __case: {
    needs: ['__runtime'],
    lua: String.raw`
local __lower, __upper = {}, {}
local function __case(text, ascii, letters)
  __charge(1 + #text / 16, #text)
  if not string.find(text, "[\128-\255]") then return ascii end
  error("letters outside of ASCII have no case here", 0)
end`,
  },
};
