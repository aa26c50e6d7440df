const reserved = new Set([..."!#$&'()*+,/:;=?@[]%"].map((character) => character.charCodeAt(0)));

/** How Kong 3.9 sees a path: what is not reserved decoded, dot segments and repeated slashes resolved. */
export function normalizedPath(path: string): string {
  const bytes = path.replace(/%([0-9a-fA-F]{2})/g, (all, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return reserved.has(code) ? all.toUpperCase() : String.fromCharCode(code);
  });
  const decoded = Buffer.from(bytes, 'latin1').toString();
  return (decoded.includes('/.') ? withoutDots(decoded) : decoded).replace(/\/{2,}/g, '/');
}

function withoutDots(path: string): string {
  const parts = path.split('/');
  const kept: string[] = [];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '..' && kept.length > 1) kept.pop();
    if (part === '.' || part === '..') {
      if (isLast) kept.push('');
    } else {
      kept.push(part);
    }
  }
  const joined = kept.join('/');
  return joined.startsWith('/') ? joined : `/${joined}`;
}

/** Percent-encodes the bytes that may not stand in a path. */
export function escapedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!#$&'()*+,/:;=?@[\]%]+/g, (run) =>
    [...Buffer.from(run)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
