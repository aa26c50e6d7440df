import ipaddr from 'ipaddr.js';

/** Addresses that are in both lists of addresses and CIDR ranges; each entry must be valid. */
export function intersectRanges(first: readonly string[], second: readonly string[]): string[] {
  const common = first.flatMap((a) => second.flatMap((b) => narrower(a, b) ?? []));
  return [...new Set(common)];
}

/** Two ranges are nested or have nothing in common. */
function narrower(a: string, b: string): string | undefined {
  const [addressA, bitsA] = parse(a);
  const [addressB, bitsB] = parse(b);
  if (addressA.kind() !== addressB.kind()) return undefined;
  if (!addressA.match(addressB, Math.min(bitsA, bitsB))) return undefined;
  return bitsA >= bitsB ? a : b;
}

function parse(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (range.includes('/')) return ipaddr.parseCIDR(range);
  const address = ipaddr.parse(range);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
