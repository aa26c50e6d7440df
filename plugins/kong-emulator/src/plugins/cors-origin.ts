import { pcreToJs } from '../schema/regex.ts';

/** Which origin an answer names. */
export interface OriginMatcher {
  /** Whether the answer depends on who asks. */
  varies: boolean;
  /** The value of `Access-Control-Allow-Origin`: `*`, an origin, or undefined for none. */
  find: (origin: string | undefined) => string | undefined;
}

interface Origin {
  text: string;
  host: string;
}

/** An origin without the port that its scheme implies; what is no URL stays as it is. */
function normalize(origin: string): Origin {
  const [, scheme, authority = ''] = /^(?:([A-Za-z0-9][A-Za-z0-9+.-]*):)?\/\/([^/?#]*)/.exec(origin) ?? [];
  const [, host = '', port] = /^(.*?)(?::([^:\]]*))?$/.exec(authority.replace(/^[^@]*@/, '')) ?? [];
  if (host === '') return { text: origin, host: origin };
  const isImplied = (scheme === 'http' && port === '80') || (scheme === 'https' && port === '443');
  const prefix = scheme === undefined ? '' : `${scheme}://`;
  return { text: prefix + host + (port === undefined || port === '' || isImplied ? '' : `:${port}`), host };
}

/** Whether a configured origin stands for the one of a request; what has other characters than a URL's is a pattern for the whole. */
function rule(entry: string): (origin: Origin) => boolean {
  if (/^[A-Za-z0-9.:/-]*$/.test(entry)) {
    const { text } = normalize(entry);
    return (origin) => origin.text === text;
  }
  const { source, flags } = pcreToJs(entry.endsWith('$') ? entry : `${entry}$`);
  // Only the last of several alternatives is held to the end, as in Kong.
  const pattern = new RegExp(`^(?:${source.replace(/^\^/, '')})`, flags);
  const isByHost = !entry.includes(':');
  return (origin) => pattern.test(isByHost ? origin.host : origin.text);
}

/** Sets configured origins up: none or `*` alone allows all; a single plain one is named to everybody, as Kong does. */
export function originMatcher(origins: readonly string[]): OriginMatcher {
  const [only] = origins;
  if (only === undefined || (origins.length === 1 && only === '*')) return { varies: false, find: () => '*' };
  if (origins.length === 1 && /^[A-Za-z0-9.:/-]+$/.test(only)) return { varies: true, find: () => only };
  if (origins.includes('*'))
    return { varies: true, find: (origin) => (origin === undefined ? undefined : '*') };
  const rules = origins.map(rule);
  return {
    varies: true,
    find: (origin) => {
      if (origin === undefined) return undefined;
      const seen = normalize(origin);
      return rules.some((matches) => matches(seen)) ? seen.text : undefined;
    },
  };
}
