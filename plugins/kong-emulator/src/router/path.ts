const reserved = new Set([..."!#$&'()*+,/:;=?@[]%"].map((char) => char.charCodeAt(0)));

/** Percent-decodes what is not reserved, removes dot segments and repeated slashes: how Kong 3.9 sees a request's path. The text holds one byte a character. */
export function normalizePath(path: string): string {
  let out = path;
  if (out.includes('%')) {
    out = out.replace(/%([0-9a-fA-F]{2})/g, (all, hex: string) => {
      const code = Number.parseInt(hex, 16);
      return reserved.has(code) ? all.toUpperCase() : String.fromCharCode(code);
    });
  }
  if (out.includes('/.')) out = removeDots(out);
  if (out.includes('//')) out = out.replace(/\/{2,}/g, '/');
  return out;
}

function removeDots(path: string): string {
  const parts = path.split('/');
  const kept: string[] = [];
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part === '.') {
      if (last) kept.push('');
    } else if (part === '..') {
      if (kept.length > 1) kept.pop();
      if (last) kept.push('');
    } else {
      kept.push(part);
    }
  });
  const joined = kept.join('/');
  return joined.startsWith('/') ? joined : `/${joined}`;
}

const keep = /[^A-Za-z0-9\-._~!#$&'()*+,/:;=?@[\]%]/g;

/** Percent-encodes what may not stand in a path, byte by byte. */
export function escapePath(path: string): string {
  return path.replace(keep, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** The upstream's path for a matched request (Kong's `path_handling` v0, which the router flavour uses for v1 too). */
export function upstreamPath(base: string, stripPath: boolean, path: string, rest: string): string {
  if (base.endsWith('/')) {
    if (!stripPath) return base + path.slice(1);
    if (rest === '') return base === '/' ? '/' : path.endsWith('/') ? base : base.slice(0, -1);
    return rest.startsWith('/') ? base.slice(0, -1) + rest : base + rest;
  }
  if (!stripPath) return path === '/' ? base : base + path;
  if (rest === '') return path.length > 1 && path.endsWith('/') ? `${base}/` : base;
  return rest.startsWith('/') ? base + rest : `${base}/${rest}`;
}
