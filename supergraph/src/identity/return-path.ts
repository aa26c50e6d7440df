// Backslashes and control characters are read as slashes or as nothing by some browsers.
const ELSEWHERE = /[\\\p{Cc}]|^\/\/|^[^/]/u;
const MAX_LENGTH = 2_000;

/**
 * Where to go after the log-in: the path that was asked for when it is one of this site under any reading
 * (encoded, with dots), else the start page.
 */
export function localPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > MAX_LENGTH) return '/';
  const site = 'http://site.invalid';
  let reading = asked;
  for (let decoded = 0; decoded < 4; decoded++) {
    if (ELSEWHERE.test(reading) || !URL.canParse(reading, site)) return '/';
    const url = new URL(reading, site);
    if (url.origin !== site || url.pathname.startsWith('//')) return '/';
    const next = decode(url.pathname);
    if (next === undefined) return '/';
    if (next === url.pathname) break;
    reading = next;
  }
  const { pathname, search, hash } = new URL(asked, site);
  return pathname + search + hash;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
