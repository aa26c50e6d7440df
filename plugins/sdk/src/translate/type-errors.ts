import ts from 'typescript';

/** What to write in place of names that the dialect does not have. */
const names: Readonly<Record<string, string>> = {
  Map: 'use an object of the type Record<string, …>',
  Set: 'use an object of the type Record<string, true>, or an array with includes',
  WeakMap: 'use an object of the type Record<string, …>',
  WeakSet: 'use an object of the type Record<string, true>',
  JSON: 'use ctx.json.parse and ctx.json.stringify',
  Date: 'use ctx.time.now, ctx.time.iso and ctx.time.httpDate',
  console: 'use ctx.log',
  RegExp: 'use ctx.re with the pattern as a text',
  Symbol: 'use texts as names',
  Promise: 'write it as one synchronous function',
  Proxy: 'use plain objects',
  Reflect: 'use plain objects',
  parseInt: 'use Number(text), and Math.trunc where digits follow a point',
  parseFloat: 'use Number(text)',
  isNaN: 'use Number.isNaN',
  isFinite: 'use Number.isFinite',
  NaN: 'use Number.isNaN to ask for it',
  Infinity: 'compare with a large number, or use Number.isFinite',
  decodeURIComponent: 'read the parameter with ctx.request.query',
  Buffer: 'use ctx.text.base64 and ctx.text.fromBase64',
  atob: 'use ctx.text.fromBase64',
  btoa: 'use ctx.text.base64',
  crypto: 'use ctx.hash',
  structuredClone: 'use ctx.json.parse(ctx.json.stringify(value))',
  fetch: 'a handler cannot call other services; declare upstreams and choose one',
  setTimeout: 'nothing runs later than the request',
  process: 'put what is needed into the configuration',
  globalThis: 'put what is needed into the configuration',
  require: 'write what is needed in this file',
  eval: 'write the code in place',
  Boolean: 'compare with undefined, with an empty text or with 0',
};

const members: Readonly<Record<string, string>> = {
  match: 'use ctx.re.match with the pattern as a text',
  matchAll: 'use ctx.re.match with the pattern as a text',
  search: 'use ctx.re.test with the pattern as a text',
  localeCompare: 'compare with < and >',
  normalize: 'compare texts as they arrive',
  charCodeAt: 'compare characters, or use ctx.re',
  codePointAt: 'compare characters, or use ctx.re',
  fromCharCode: 'write the characters as a text',
  substr: 'use slice',
  splice: 'build a new array with slice and [...]',
  toSorted: 'write [...array].sort((a, b) => …)',
  toReversed: 'write [...array].reverse()',
  findLast: 'reverse a copy and use find',
  fill: 'build the array with push',
  keys: 'write a for loop with an index',
  entries: 'write a for loop with an index',
  values: 'write for … of',
  reduceRight: 'reverse a copy and use reduce',
  from: 'write [...text] for characters, or push in a loop',
  of: 'write [a, b]',
  assign: 'write { ...a, ...b }',
  freeze: 'constants and configuration are read-only already',
  hasOwn: 'compare the member with undefined',
  hasOwnProperty: 'compare the member with undefined',
  defineProperty: 'assign the member',
  random: 'take a share of requests by ctx.hash.crc32(text) % 100',
  hypot: 'use Math.sqrt',
  pow: 'use **',
  parseInt: 'use Number(text)',
  parseFloat: 'use Number(text)',
  stack: 'errors have no stack on the gateway',
};

/** What to write in place of a name that the dialect does not have. */
export function insteadOf(name: string): string | undefined {
  return lookUp(names, name);
}

/** The finding that an error of the type checker stands for. */
export function typeError(diagnostic: ts.Diagnostic): { message: string; remedy: string } {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
  const quoted = /'([^']+)'/.exec(text)?.[1] ?? '';
  switch (diagnostic.code) {
    case 2304:
    case 2552:
    case 2580:
    case 2583:
    case 2584:
    case 2585:
    case 2591:
    case 2592:
    case 2868:
      return {
        message: `${quoted} does not exist on the gateway`,
        remedy: insteadOf(quoted) ?? 'declare it in this file',
      };
    case 2339:
    case 2550:
    case 2551:
    case 2568:
      return {
        message: text,
        remedy: lookUp(members, quoted) ?? 'use what the dialect has, or narrow the type first',
      };
    case 2540:
    case 2542:
      return {
        message: 'configuration and constants are read-only: they outlive the request',
        remedy: 'copy it first, with { ...object } or [...array]',
      };
    case 2554:
      return {
        message: text,
        remedy: 'give every argument; sort needs a comparison such as (a, b) => a - b, reduce a first value',
      };
    case 2532:
    case 2533:
    case 18047:
    case 18048:
      return { message: text, remedy: 'compare it first, or give another value with ??' };
    case 7006:
    case 7031:
      return { message: text, remedy: 'give it a type' };
    case 7027:
      return { message: 'this code is never reached', remedy: 'remove it' };
    case 7029:
      return { message: 'a case runs on into the next one', remedy: 'end it with break or return' };
    case 2488:
    case 2495:
    case 2461:
    case 2548:
    case 2549:
    case 2802:
      return {
        message: 'only arrays and texts can be iterated',
        remedy: 'use Object.keys or Object.entries for an object',
      };
    default:
      return { message: text, remedy: 'correct the types' };
  }
}

function lookUp(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
