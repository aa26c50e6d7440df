/** A feature of TypeScript in a handler: code whose result must be equal in Node and in Lua, or why it is refused. */
export interface Feature {
  readonly code: string;
  /** What stands ahead of the handler in the file. */
  readonly module?: string;
  /** A part of the refusal's message or remedy; absent when the feature is translated. */
  readonly refused?: string;
}

const equal = (code: string, module?: string): Feature =>
  module === undefined ? { code } : { code, module };
const refused = (why: string, code: string, module?: string): Feature =>
  module === undefined ? { code, refused: why } : { code, module, refused: why };

/** By the names of the table that was measured on a real Kong. */
export const features: Readonly<Record<string, Feature>> = {
  class_basic: refused('functions and plain objects', 'class A { x = 1 } return 1;'),
  class_inherit: refused('functions and plain objects', 'class A {} class B extends A {} return 1;'),
  class_static_getter: refused(
    'functions and plain objects',
    'const A = class { static get x() { return 1; } }; return 1;',
  ),
  instanceof_: refused(
    'typeof, Array.isArray',
    'return ctx.json.isObject(body) && (body instanceof Object);',
  ),
  map_: refused('Record<string, …>', 'const m = new Map(); return 1;'),
  set_: refused('Record<string, true>', 'const s = new Set(); return 1;'),
  weakmap: refused('Record<string, …>', 'const s = new WeakMap(); return 1;'),
  trycatch_throw_string: refused('throw new Error(text)', "try { throw 'x'; } catch { return 'caught'; }"),
  trycatch_throw_error: equal("try { throw new Error('x'); } catch { return 'caught'; }"),
  trycatch_runtime: equal("try { ctx.json.get(body, '$.a' + '['); return 1; } catch { return 'caught'; }"),
  trycatch_return_in_loop: equal(
    'for (const x of [1, 2, 3]) { try { if (x === 2) return x; } catch { return 0; } } return 9;',
  ),
  trycatch_continue: refused(
    'cannot leave a try',
    'for (const x of [1]) { try { continue; } catch { return 0; } } return 9;',
  ),
  finally_order: equal(
    "const out: string[] = []; try { out.push('a'); throw new Error('x'); } catch { out.push('b'); } finally { out.push('c'); } return out;",
  ),
  spread_array: equal('const a = [1, 2]; return [0, ...a, 3, ...a, ...[]];'),
  spread_object: equal('const a = { x: 1, y: 2 }; return { w: 0, ...a, y: 3, z: { ...a } };'),
  rest_params: equal(
    'return count(1, 2, 3);',
    'function count(...xs: number[]): Json { return [xs.length, xs]; }',
  ),
  spread_call: equal(
    'const xs = [3, 9, 2]; return [Math.max(...xs), add(...([1, 2] as const))];',
    'function add(a: number, b: number): number { return a + b; }',
  ),
  destruct: equal(
    'const { a, b: { c }, d = 5 } = value(); const [x, , y] = [1, 2, 3]; return [a, c, d, x ?? 0, y ?? 0];',
    'function value(): { a: number; b: { c: number }; d?: number } { return { a: 1, b: { c: 2 } }; }',
  ),
  default_param: equal('return [f(1), f(1, 3)];', 'function f(a: number, b = 2): number { return a + b; }'),
  template: equal(
    'const a = 1.5; return `a=${a} ${true} ${-0} ${1e21} ${1e-7} ${123456789012345680000} ${0.1 + 0.2}`;',
  ),
  template_null: equal('const n = null; const u = undefined; return `${n} ${u}`;'),
  forof_array: equal('let n = 0; for (const x of [1, 2, 3]) n += x; return n;'),
  forof_string: equal("const out: string[] = []; for (const c of 'abc') out.push(c); return out;"),
  forof_string_utf: equal("const out: string[] = []; for (const c of 'né€😀') out.push(c); return out;"),
  forin_object: refused('Object.keys', 'let n = 0; for (const k in { a: 1 }) n += 1; return n;'),
  forin_array: refused('Object.keys', 'let n = 0; for (const k in [1]) n += 1; return n;'),
  object_keys_order: equal(
    "const o: Record<string, number> = { z: 1, a: 2 }; o['m'] = 3; o['10'] = 4; o['9'] = 5; return [Object.keys(o), o];",
  ),
  object_entries: equal('return Object.entries({ b: 1, a: 2 }).map(([k, v]) => `${k}=${v}`);'),
  object_assign: refused('{ ...a, ...b }', 'return Object.assign({}, { a: 1 });'),
  object_fromEntries: equal("return Object.fromEntries([['b', 1], ['a', 2], ['b', 3]]);"),
  object_values: equal('return Object.values({ b: 1, a: 2 });'),
  delete_prop: equal(
    "const o: Record<string, number> = { a: 1, b: 2, c: 3 }; delete o['b']; o['b'] = 4; return [Object.keys(o), o];",
  ),
  in_operator: refused(
    'compare the member with undefined',
    "const o: Record<string, number> = { a: 1 }; return 'a' in o;",
  ),
  undefined_value_key: refused(
    'undefined cannot be held',
    'const o = { a: undefined, b: 1 }; return Object.keys(o).length;',
  ),
  null_value_key: equal('const o = { a: null, b: 1 }; return [Object.keys(o).length, o];'),
  null_eq_undefined: equal(
    "const n: Json = body; const u = ctx.json.get(body, 'no'); return [n === null, u === null, u === undefined, typeof n, typeof u];",
  ),
  array_with_null: equal('const a = [null, 1, null]; return [a.length, a, a.includes(null), a.indexOf(1)];'),
  array_hole_push: refused('holes', 'const a = [1, , 3]; return a.length;'),
  array_map_filter: equal('return [1, 2, 3, 4].map((x, i) => x * i).filter((x) => x > 2);'),
  array_map_to_undefined: refused(
    'not assignable',
    'return [1, 2].map((x) => (x > 1 ? x : undefined)).length;',
  ),
  array_reduce: equal("return ['a', 'b'].reduce((text, item, index) => text + item + index, '>');"),
  array_find_some_every: equal(
    'const a = [1, 5, 9]; return [a.find((x) => x > 3) ?? 0, a.find((x) => x > 30) ?? null, a.findIndex((x) => x === 9), a.some((x) => x === 5), a.every((x) => x > 1)];',
  ),
  array_includes_indexOf: equal(
    "const a = ['x', 'y']; return [a.includes('y'), a.includes('z'), a.indexOf('y'), a.indexOf('z')];",
  ),
  array_slice_splice: equal(
    'const a = [0, 1, 2, 3, 4]; return [a.slice(1, 3), a.slice(-2), a.slice(), a.slice(3, 1), a.slice(-9, 2), a.slice(1.7)];',
  ),
  array_sort: equal(
    "const a = [9, 10, 1]; a.sort((x, y) => x - y); const b = ['b', 'a', 'é', 'B'].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0)); return [a, b];",
  ),
  array_sort_default_numbers: refused('(a, b) => a - b', 'return [1, 10, 9].sort();'),
  array_reverse_join: equal(
    "return [[1, 2, 3].reverse(), [1, true, 'x'].join('-'), [1.5, 2].join(), [].join()];",
  ),
  array_join_null: refused("'this' context", "return [1, null, 2].join(',');"),
  array_flat: equal('return [[1], [2, 3], []].flat();'),
  array_flatMap: equal('return [1, 2].flatMap((x) => [x, x * 10]);'),
  array_from: refused('[...text]', "return Array.from('abc').length;"),
  array_isArray: equal(
    'const list: number[] = []; return [Array.isArray(list), Array.isArray([1]), Array.isArray({}), Array.isArray(body)];',
  ),
  array_at: equal('const a = [1, 2, 3]; return [a.at(-1) ?? 0, a.at(0) ?? 0, a.at(9) ?? null];'),
  array_index0: equal(
    'const a = [7, 8]; const i = 1; return [a[0] ?? 0, a[i] ?? 0, a[2] ?? null, a[-1] ?? null, a[0.5] ?? null];',
  ),
  array_length_set: refused('length', 'const a = [1, 2]; a.length = 0; return a;'),
  array_keys_entries: refused('for loop with an index', 'return [...[1, 2].entries()].length;'),
  array_forEach: equal(
    'const out: number[] = []; [1, 2].forEach((x, i) => { out.push(x + i); }); return out;',
  ),
  array_concat_unshift: equal(
    'const a = [1].concat([2, 3], [4]); const n = a.unshift(8, 9); return [a, n, a.shift() ?? 0, a.pop() ?? 0, a];',
  ),
  array_tuple_multi: equal(
    'const [a, b] = pair(); return [a, b];',
    "function pair(): [string, number] { return ['x', 1]; }",
  ),
  empty_array_json: equal('const a: Json[] = []; return { a, o: {}, n: [[], {}] };'),
  str_length_ascii: equal("return ['abc'.length, ''.length];"),
  str_length_utf: equal("return ['né€😀'.length, ctx.text.length('né€😀')];"),
  str_charAt_slice: equal(
    "const s = 'hello'; return [s.charAt(1), s.charAt(9), s.slice(1, 3), s.slice(-3), s.slice(2), s.substring(3, 1), s[1] ?? '', s[9] ?? 'none', s.at(-1) ?? '', s.slice(3, 2)];",
  ),
  str_slice_utf: equal(
    "const s = 'né€😀x'; return [s.slice(0, 2), s.slice(-1), s.slice(2, 5), s.indexOf('x'), s.indexOf('€'), s[1] ?? '', s.substring(1, 3)];",
  ),
  str_toUpper_utf: equal(
    "return ['né ß ǆ'.toUpperCase(), 'ÀÉЖΣ ΟΔΟΣ ΟΔΟΣ.'.toLowerCase(), 'aZ'.toUpperCase()];",
  ),
  str_trim: equal(
    String.raw`return [' a b '.trim(), '\u00a0x\u3000\ufeff'.trim(), ' x '.trimStart(), ' x '.trimEnd(), '  '.trim()];`,
  ),
  str_split: equal(
    "return ['a,b,,c'.split(','), 'abc'.split(''), ''.split(','), 'a,b,c'.split(',', 2), 'né'.split(''), 'a--b'.split('--')];",
  ),
  str_replace: equal(
    "return ['a.b.c'.replace('.', '-'), 'a.b.c'.replaceAll('.', '%1'), 'abc'.replace('b', '[$&$$]'), 'abc'.replace('x', 'y'), 'aaa'.replaceAll('a', 'aa')];",
  ),
  str_replace_fn: refused('not assignable', "return 'abc'.replace('b', () => 'x');"),
  str_startsWith: equal(
    "return ['abc'.startsWith('ab'), 'abc'.endsWith('bc'), 'abc'.endsWith(''), 'abc'.includes('d'), 'a.c'.includes('.'), 'abcabc'.lastIndexOf('bc'), 'abc'.lastIndexOf('x')];",
  ),
  str_pad_repeat: equal(
    "return ['7'.padStart(3, '0'), '7'.padEnd(4, 'ab'), 'ab'.repeat(3), 'abc'.padStart(2), 'é'.padStart(3, '€'), 'x'.repeat(0)];",
  ),
  str_charCode: refused('use ctx.re', "return 'a'.charCodeAt(0);"),
  str_compare: equal(
    "return ['a' < 'b', 'a' < 'B', 'abc' > 'ab', 'a' <= 'a', '' < 'a', 'é' > 'z', '\\uffff' > '😀'];",
  ),
  str_localeCompare: refused('< and >', "return 'a'.localeCompare('b');"),
  str_special_pattern: equal(
    "return ['a%b%c'.split('%'), 'a.b'.replaceAll('.', '%'), '[x]'.includes('[x'), 'a+b'.indexOf('+')];",
  ),
  regex_literal: refused('give PCRE as a text', "return /a/.test('a');"),
  str_match: refused('ctx.re.match', "return 'abc'.match('b') === null;"),
  json_parse: refused('ctx.json.parse', "return JSON.parse('{}');"),
  json_stringify: refused('ctx.json.parse and ctx.json.stringify', 'return JSON.stringify({});'),
  math_: equal(
    'return [Math.floor(-1.5), Math.ceil(-1.5), Math.round(2.5), Math.round(-2.5), Math.round(0.49999999999999994), Math.abs(-2), Math.max(1, 3, 2), Math.min(4, 2), Math.trunc(-2.7), Math.sign(-3), Math.sqrt(9), 2 ** 10];',
  ),
  math_random: refused('ctx.hash.crc32', 'return Math.random();'),
  math_hypot: refused('Math.sqrt', 'return Math.hypot(3, 4);'),
  mod_negative: equal('return [-7 % 3, 7 % -3, 5.5 % 2, -1 % 5, 7 % 1e300];'),
  int_division: equal('return [7 / 2, Math.floor(7 / 2), 1 / 3, 6 / 2];'),
  bitops: refused('powers of two', 'return 5 & 3;'),
  number_parse: equal(
    "return ['42', ' 1.50 ', '', '1e3', '0x1F', '0b11', '-.5', '5.', '+7'].map((text) => Number(text)).concat(['x', '1,5', '0x', '1e', 'nan', 'inf', '0x1p3'].map((text) => (Number.isNaN(Number(text)) ? -1 : 0)));",
  ),
  number_isX: equal(
    "return [Number.isInteger(5), Number.isInteger(5.5), Number.isNaN(Number('x')), Number.isFinite(1 / 0), Number.isSafeInteger(2 ** 53)];",
  ),
  number_toFixed: equal(
    'return [1.005, 2.5, 0.5, 1.45, -1.5, 1e21, 0.000001, 123.456].map((n) => [n.toFixed(0), n.toFixed(1), n.toFixed(2)]);',
  ),
  number_bigstr: equal(
    'return [`${1234567890123}`, `${1e17}`, `${1e15}`, `${1e21}`, `${123456789012345678}`, `${2 ** 53}`, String(-1e20)];',
  ),
  number_coerce: refused('+ must add two numbers', "return [5 + (ctx.json.isNull(body) ? 1 : '2')].length;"),
  number_precision: equal(
    'return [0.1 + 0.2, 123456789.12345679, 9007199254740991, 1 / 3, 5e-324, 1.7976931348623157e308, 0.000001, 1e-7, 100, 4.35, 2.675 * 100];',
  ),
  date_now: refused('ctx.time', 'return Date.now();'),
  date_iso: refused('ctx.time.iso', 'return new Date(0).toISOString();'),
  optional_chain: equal(
    "const a = value(true); const b = value(false); return [a?.b?.c ?? 0, b?.b?.c ?? 'none', a?.b?.list?.[1] ?? 0, a?.name?.trim().toUpperCase() ?? '', b?.name?.length ?? -1, a?.b?.list?.map((x) => x + 1) ?? []];",
    "function value(given: boolean): { name?: string; b?: { c: number; list?: number[] } } | undefined { return given ? { name: ' n ', b: { c: 1, list: [1, 2] } } : undefined; }",
  ),
  nullish: equal(
    "const u = ctx.json.get(body, 'no'); const f = flag(); const n = nothing(); return [u ?? 'd', f ?? true, n ?? 'null', (n ?? u) ?? 3];",
    'function flag(): boolean | undefined { return false; }\nfunction nothing(): string | null { return null; }',
  ),
  nullish_assign: refused('a = a ?? b', "let a: string | undefined = undefined; a ??= 'x'; return a;"),
  truthy_empty_string: refused('must be true or false', "const s: string = 'a'; if (s) return 1; return 2;"),
  truthy_zero: refused('must be true or false', 'const n: number = 1; return n ? 1 : 2;'),
  truthy_nan: refused('must be true or false', "while (Number('x')) { return 1; } return 2;"),
  or_default_empty: refused('write ??', "const s: string = 'a'; return s || 'default';"),
  not_empty: refused('must be true or false', "const s: string = ''; return !s;"),
  and_zero: refused('compare it first', 'const n: number = 0; return n && 1;'),
  loose_eq: refused('write ===', 'const n: number = 1; return n == 1;'),
  ternary_falsy: equal("const f: boolean = false; return (1 > 0 ? f : true) ? 'yes' : 'no';"),
  ternary_undefined: equal("const x = 1 > 0 ? undefined : 'a'; return x === undefined ? 'none' : x;"),
  switch_: equal(
    "return ['a', 'b', 'c', 'd'].map((x) => kind(x));",
    "function kind(x: string): Json { switch (x) { case 'a': case 'b': { return 'ab'; } case 'c': break; default: return 'other'; } return 'c'; }",
  ),
  continue_: equal(
    'let n = 0; for (let i = 0; i < 5; i++) { if (i === 2) continue; if (i === 4) break; n += i; } let k = 0; while (k < 5) { k += 1; if (k % 2 === 0) continue; n += k; } return n;',
  ),
  labeled: refused(
    'return from it',
    'outer: for (const a of [1]) { for (const b of [2]) { break outer; } } return 1;',
  ),
  while_do: equal('let i = 0; while (i < 3) i++; let j = 0; do { j += 2; } while (j < 5); return [i, j];'),
  closures_loop: refused(
    'copy it to a const',
    'const fs: (() => number)[] = []; for (let i = 0; i < 3; i++) { fs.push(() => i); } return fs.map((f) => f());',
  ),
  generator: refused('synchronous', 'const g = function* () { yield 1; }; return 1;'),
  async_: refused('synchronous', 'const f = async () => 1; return 1;'),
  enum_: refused('union of texts', 'enum E { A } return 1;'),
  const_enum: refused('union of texts', 'const enum E { A } return 1;'),
  symbol_: refused('texts as names', "const s = Symbol('x'); return 1;"),
  typeof_: equal(
    "const values: Json[] = [1, 'a', true, null, [], {}]; return values.map((value) => typeof value);",
  ),
  comma_void: refused('two statements', 'let a = 1; a = (1, 2); return a;'),
  object_method_this: refused(
    'there is no this',
    'const o = { n: 1, f: function () { return this.n; } }; return 1;',
  ),
  object_getter: refused('cannot have methods', 'const o = { get a() { return 3; } }; return 1;'),
  computed_key: equal("const k = 'a b'; return { [k]: 1, [`${k}2`]: 2 };"),
  numeric_key: equal(
    "const o: Record<string, number> = { 1: 10, b: 2 }; return [o['1'] ?? 0, Object.keys(o)];",
  ),
  number_index_record: refused('String(value)', 'const o: Record<number, string> = {}; return o[1] ?? 0;'),
  object_freeze: refused('read-only already', 'return Object.freeze({ a: 1 });'),
  structured_json_array_of_obj: equal("return [{ a: 1, list: [{ b: [] }] }, 'x', null, true, 1.5];"),
  console_log: refused('use ctx.log', "console.log('x'); return 1;"),
  encodeURIComponent_: equal('return encodeURIComponent("a b&c=é/?#+~!*\'()");'),
  iife_arrow: equal('return (() => { const x = 2; return x * 2; })();'),
  incr_: equal(
    'let i = 1; i++; ++i; i--; const a = [1, 2]; let n = 0; for (let k = 0; k < a.length; k += 1) n += a[k] ?? 0; return [i, n];',
  ),
  compound: equal(
    "let n = 7; n -= 2; n *= 3; n /= 2; n %= 4; let s = 'a'; s += 'b'; s += n; const o = { x: 1, t: 'q' }; o.x += 2; o.x++; o.t += 'r'; const a = [1, 2]; a[1] = 5; a[2] = 6; return [n, s, o, a];",
  ),
  chained_assign: refused('statement of its own', 'let a = 1; let b = 2; a = b = 3; return a + b;'),
  string_iter_index: equal(
    "const s = 'abc'; const out: string[] = []; for (let i = 0; i < s.length; i++) out.push(s[i] ?? ''); return out;",
  ),
  long_string_concat: equal(
    "let s = ''; for (let i = 0; i < 500; i++) s += `${i},`; return [s.length, s.slice(-8)];",
  ),
  many_locals: equal(
    `${Array.from({ length: 150 }, (_, i) => `const v${i} = ${i};`).join(' ')} return v149 + v0;`,
  ),
  calls_of_members: equal(
    "const t = table(); const none = nothing(); const name = 'b'; return [t.a(1), t.a?.(2) ?? 0, none?.a(3) ?? 'none', t.more[name]?.(4) ?? 0, t.more['c']?.(5) ?? 'absent', pass((x) => x + 1), (0 < 1 ? t.a : t.a)(6)];",
    'interface Table { a: (x: number) => number; more: Record<string, (x: number) => number> }\nfunction table(): Table { return { a: (x) => x * 2, more: { b: function (x) { return x * 3; } } }; }\nfunction nothing(): Table | undefined { return undefined; }\nfunction pass(f: (x: number) => number): number { return f(1); }',
  ),
  mutual_recursion: equal(
    'return [even(10), odd(7)];',
    'function even(n: number): boolean { return n === 0 ? true : odd(n - 1); }\nfunction odd(n: number): boolean { return n === 0 ? false : even(n - 1); }',
  ),
  closures_in_for_of: equal(
    'const fs: (() => number)[] = []; for (const x of [1, 2, 3]) fs.push(() => x); let n = 0; while (n < 2) { const k = n; fs.push(() => k); n += 1; } return fs.map((f) => f());',
  ),
  nested_loops: equal(
    'const out: string[] = []; for (let i = 0; i < 3; i++) { for (const x of [1, 2, 3]) { if (x === 2) continue; if (i === 2) break; out.push(`${i}${x}`); } } return out;',
  ),
  nested_functions: equal(
    'const make = (start: number) => { let n = start; return () => { n += 1; return n; }; }; const a = make(1); const b = make(5); return [a(), a(), b()];',
  ),
  early_returns: equal(
    "return [1, 2, 3].map((x) => { if (x === 1) return 'one'; else if (x === 2) { return 'two'; } return 'many'; });",
  ),
  defaults_in_patterns: equal(
    "const { a = 1, b: { c = 2 } = {}, d = 'x' } = given({ b: {} }); const [p = 7, q = 8] = [1]; return [a, c, d, p, q];",
    'interface Given { a?: number; b?: { c?: number }; d?: string }\nfunction given(g: Given): Given { return g; }',
  ),
  parameters_in_patterns: equal(
    "return [{ k: 'a', v: 1 }, { k: 'b', v: 2 }].map(({ k, v }) => `${k}${v}`).concat(Object.entries({ x: 1 }).map(([name, value]) => `${name}${value}`));",
  ),
  evaluation_order: equal(
    "const log: string[] = []; const f = (x: string) => { log.push(x); return x; }; const o: Record<string, string> = {}; o[f('k')] = f('v'); const t = `${f('a')}${f('b') === 'b' ? f('c') : f('d')}`; const l = [f('e'), f('g') === 'g' ? f('h') : 'i', f('j')]; return [log, t, l, o];",
  ),
  text_of_type_parameter: equal(
    "return [lengthOf('né€😀'), joined('a', 'b')];",
    'function lengthOf<T extends string>(x: T): number { return x.length; }\nfunction joined<T extends string>(a: T, b: T): string { return a + b; }',
  ),
  deep_changes: equal(
    "const o: JsonObject = { a: { b: [1, { c: 2 }] } }; const a = o['a']; if (ctx.json.isObject(a)) { const b = a['b']; if (ctx.json.isArray(b)) { b[0] = 9; b.push(null); const c = b[1]; if (ctx.json.isObject(c)) { delete c['c']; c['d'] = []; } } } return o;",
  ),
};
