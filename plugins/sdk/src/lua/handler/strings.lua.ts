import type { LibrarySource, LibrarySources } from './library-source.ts';

type Entry = [`__${string}`, LibrarySource];

function text(name: `__${string}`, needs: LibrarySource['needs'], parameters: string, body: string): Entry {
  return [
    name,
    { needs: ['__runtime', ...needs], lua: `local function ${name}(text${parameters})${body}\nend` },
  ];
}

const pad = `
  local missing = __whole(length) - __units(text)
  filler = filler or " "
  if missing <= 0 or filler == "" then return text end
  local size = __units(filler)
  __charge(1, #filler * (missing / size + 1))
  local padding = string.rep(filler, math.floor(missing / size)) .. __cut(filler, 0, missing % size)`;

/** Methods of texts, each as JavaScript's. */
export const stringLibraries: LibrarySources = {
  ...Object.fromEntries([
    text(
      '__s_length',
      ['__units'],
      '',
      `
  return __units(text)`,
    ),
    text(
      '__s_get',
      ['__units', '__whole'],
      ', index',
      `
  if index < 0 or index % 1 ~= 0 or index >= __units(text) then return nil end
  return __cut(text, index, index + 1)`,
    ),
    text(
      '__s_at',
      ['__units', '__whole'],
      ', index',
      `
  index = __whole(index)
  local n = __units(text)
  if index < 0 then index = n + index end
  if index < 0 or index >= n then return nil end
  return __cut(text, index, index + 1)`,
    ),
    text(
      '__s_charAt',
      ['__units', '__whole'],
      ', index',
      `
  index = __whole(index)
  if index < 0 or index >= __units(text) then return "" end
  return __cut(text, index, index + 1)`,
    ),
    text(
      '__s_slice',
      ['__units', '__whole'],
      ', from, to',
      `
  local n = __units(text)
  from, to = __whole(from or 0), to and __whole(to) or n
  if from < 0 then from = math.max(n + from, 0) end
  if to < 0 then to = n + to end
  return __cut(text, from, math.min(to, n))`,
    ),
    text(
      '__s_substring',
      ['__units', '__whole'],
      ', from, to',
      `
  local n = __units(text)
  from = math.max(math.min(__whole(from), n), 0)
  to = to and math.max(math.min(__whole(to), n), 0) or n
  if to < from then from, to = to, from end
  return __cut(text, from, to)`,
    ),
    text(
      '__s_startsWith',
      [],
      ', part',
      `
  __charge(1)
  return string.sub(text, 1, #part) == part`,
    ),
    text(
      '__s_endsWith',
      [],
      ', part',
      `
  __charge(1)
  return part == "" or (#part <= #text and string.sub(text, -#part) == part)`,
    ),
    text(
      '__s_includes',
      ['__find'],
      ', part',
      `
  return __find(text, part) ~= nil`,
    ),
    text(
      '__s_indexOf',
      ['__units', '__find'],
      ', part',
      `
  local at = __find(text, part)
  return at and __unit_of(text, at) or -1`,
    ),
    text(
      '__s_lastIndexOf',
      ['__units', '__find'],
      ', part',
      `
  if part == "" then return __units(text) end
  local at, last = __find(text, part), nil
  while at do
    __charge(1)
    last = at
    at = string.find(text, part, at + 1, true)
  end
  return last and __unit_of(text, last) or -1`,
    ),
    text(
      '__s_trim',
      ['__blank'],
      '',
      `
  __charge(1 + #text / 16)
  local from = __blank_end(text)
  return string.sub(text, from, __blank_start(text, from))`,
    ),
    text(
      '__s_trimStart',
      ['__blank'],
      '',
      `
  __charge(1 + #text / 16)
  return string.sub(text, __blank_end(text))`,
    ),
    text(
      '__s_trimEnd',
      ['__blank'],
      '',
      `
  __charge(1 + #text / 16)
  return string.sub(text, 1, __blank_start(text, 1))`,
    ),
    text(
      '__s_repeat',
      ['__whole'],
      ', count',
      `
  count = __whole(count)
  if count < 0 or count == math.huge then error("a text can be repeated no negative number of times", 0) end
  __charge(1, #text * count)
  return string.rep(text, count)`,
    ),
    text(
      '__s_padStart',
      ['__units', '__whole'],
      ', length, filler',
      `${pad}
  return padding .. text`,
    ),
    text(
      '__s_padEnd',
      ['__units', '__whole'],
      ', length, filler',
      `${pad}
  return text .. padding`,
    ),
    text(
      '__s_chars',
      [],
      '',
      String.raw`
  __charge(1 + #text, 24 * #text)
  local out = {}
  for character in string.gmatch(text, "[%z\1-\127\192-\255][\128-\191]*") do out[#out + 1] = character end
  return out`,
    ),
    text(
      '__s_split',
      ['__s_chars', '__find'],
      ', separator, limit',
      String.raw`
  if separator == nil then return { text } end
  local parts = {}
  if separator == "" then
    if string.find(text, "[\240-\247]") then error("split(\"\") cannot cut inside of a character; use [...text]", 0) end
    parts = __s_chars(text)
  else
    local at, n = 1, 0
    local from, to = __find(text, separator)
    __charge(0, #text)
    while from do
      n = n + 1
      __charge(1, 24)
      parts[n] = string.sub(text, at, from - 1)
      at = to + 1
      from, to = string.find(text, separator, at, true)
    end
    parts[n + 1] = string.sub(text, at)
  end
  if limit then
    for i = #parts, limit + 1, -1 do parts[i] = nil end
  end
  return parts`,
    ),
    // $$, $&, $\` and $' mean in a replacement what they mean in JavaScript.
    text(
      '__s_expand',
      [],
      ', from, to, replacement',
      String.raw`
  if not string.find(replacement, "$", 1, true) then return replacement end
  __charge(1, #replacement * #text / 2)
  return (string.gsub(replacement, "%$([$&${'`'}'])", function(mark)
    if mark == "$" then return "$" end
    if mark == "&" then return string.sub(text, from, to) end
    if mark == "'" then return string.sub(text, to + 1) end
    return string.sub(text, 1, from - 1)
  end))`,
    ),
    text(
      '__s_replace',
      ['__s_expand', '__find'],
      ', part, replacement',
      `
  local from, to = __find(text, part)
  if not from then return text end
  local changed = __s_expand(text, from, to, replacement)
  __charge(1, #text + #changed)
  return string.sub(text, 1, from - 1) .. changed .. string.sub(text, to + 1)`,
    ),
    text(
      '__s_replaceAll',
      ['__s_expand', '__find'],
      ', part, replacement',
      String.raw`
  if part == "" then error("replaceAll needs a text to look for", 0) end
  local out, n, at = {}, 0, 1
  local from, to = __find(text, part)
  while from do
    local changed = __s_expand(text, from, to, replacement)
    __charge(2, from - at + #changed)
    out[n + 1], out[n + 2] = string.sub(text, at, from - 1), changed
    n, at = n + 2, to + 1
    from, to = string.find(text, part, at, true)
  end
  if n == 0 then return text end
  out[n + 1] = string.sub(text, at)
  return table.concat(out)`,
    ),
    text(
      '__s_encode',
      [],
      '',
      String.raw`
  __charge(1 + #text / 16, 3 * #text)
  return (string.gsub(text, "[^%w%-_.!~*'()]", function(c) return string.format("%%%02X", string.byte(c)) end))`,
    ),
  ] satisfies Entry[]),
};
