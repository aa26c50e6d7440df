const MAXIMUM_CHARACTERS = 1_000_000;
const MAXIMUM_DEPTH = 64;
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** Parses what came out of the sandbox: at most a million characters and 64 levels, and no key that could pollute. */
export function readAnswer(text: string): unknown {
  if (text.length > MAXIMUM_CHARACTERS) {
    throw new Error(`the answer has ${text.length} characters; it may have ${MAXIMUM_CHARACTERS}`);
  }
  if (depthOf(text) > MAXIMUM_DEPTH) throw new Error(`the answer is more than ${MAXIMUM_DEPTH} levels deep`);
  return JSON.parse(text, (key, value: unknown) => {
    if (refusedKeys.has(key)) throw new Error(`the answer has a key ${key}; give it another name`);
    return value;
  });
}

/** Counted ahead of parsing, which would recurse. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, (depth += 1));
    else if (token === ']' || token === '}') depth -= 1;
  }
  return deepest;
}
