import { createHash } from 'node:crypto';

const PARAMETER = /\{([^{}]*)\}/g;
const CAPTURE_LIMIT = 32;
/** Kong keeps 32 bits of a regex priority: two bits for each of 15 segments stay below that. */
const RANKED_SEGMENTS = 15;

/** The part of a document's path that a request's path can match: some documents put a query or fragment into their paths. */
export function routablePath(path: string): string {
  return path.replace(/[?#].*$/s, '') || '/';
}

/** A path with its parameters unnamed: two paths with the same template match the same requests. */
export function routeTemplate(path: string): string {
  return routablePath(path).replace(PARAMETER, '{}');
}

/**
 * Kong's regex path of an operation: anchored, literal text escaped, each parameter one named capture without `/`. Capture names have
 * letters, digits and `_`, start with a letter, fit PCRE's 32 characters and are unique in the path.
 */
export function regexPathOf(basePath: string, path: string): string {
  const names = new Set<string>();
  const parts = routablePath(path).split(PARAMETER);
  const pattern = parts.map((part, index) =>
    index % 2 === 0 ? escapeLiteral(part) : `(?<${captureName(part, names)}>[^/]+)`,
  );
  return `~${escapeLiteral(basePath)}${pattern.join('')}$`;
}

const escapeLiteral = (text: string): string => encodePath(text).replace(/[\\^$.*+?()[\]{}|#&~-]/g, '\\$&');

/** Kong matches the normalised, still encoded path. */
const encodePath = (text: string): string => encodeURI(text).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');

function captureName(parameter: string, taken: Set<string>): string {
  const plain = parameter.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?![A-Za-z])/, 'p_');
  let name = plain.length > CAPTURE_LIMIT ? shorten(plain, parameter) : plain;
  for (let count = 2; taken.has(name); count += 1) name = shorten(plain, `${parameter} ${count}`);
  taken.add(name);
  return name;
}

const shorten = (name: string, seed: string): string =>
  `${name.slice(0, CAPTURE_LIMIT - 9)}_${createHash('sha256').update(seed).digest('hex').slice(0, 8)}`;

/** Ranks paths that could match the same request: from the left, a literal segment beats a mixed one, which beats a parameter. */
export function regexPriorityOf(path: string): number {
  return routablePath(path)
    .split('/')
    .slice(1, RANKED_SEGMENTS + 1)
    .reduce((sum, segment, index) => sum + rankOf(segment) * 4 ** (RANKED_SEGMENTS - 1 - index), 0);
}

function rankOf(segment: string): number {
  const literal = segment.replace(PARAMETER, '');
  if (literal === segment) return 3;
  return literal === '' ? 1 : 2;
}
