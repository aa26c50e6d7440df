import ipaddr from 'ipaddr.js';

/** Ranges (ipaddr.js) from which anyone on the internet may be served; everything else belongs to a machine or a network of ours. */
const PUBLIC = 'unicast';

/** IPv6 prefixes that carry an IPv4 address in their last 32 bits: NAT64 (RFC 6052, RFC 8215), IPv4-compatible and -translated. */
const embedding = [
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['::', 96],
  ['::ffff:0:0:0', 96],
] as const;

/** Ranges that ipaddr.js counts as unicast, but that clouds use for their own services. */
const clouds: [ipaddr.IPv4, number][] = [
  [ipaddr.IPv4.parse('168.63.129.16'), 32],
  [ipaddr.IPv4.parse('192.0.0.0'), 24],
  [ipaddr.IPv4.parse('198.18.0.0'), 15],
];

/** Whether an IP literal, in any spelling that `inet_aton` or a URL parser takes, is an address on the public internet. */
export function isPublicAddress(literal: string): boolean {
  const address = ipaddr.process(literal);
  if (address.kind() === 'ipv4') {
    const ipv4 = address as ipaddr.IPv4;
    return ipv4.range() === PUBLIC && !clouds.some((range) => ipv4.match(range));
  }
  const ipv6 = address as ipaddr.IPv6;
  const isEmbedding = embedding.some(([prefix, bits]) => ipv6.match(ipaddr.IPv6.parse(prefix), bits));
  return isEmbedding ? isPublicAddress(lastFourBytes(ipv6)) : ipv6.range() === PUBLIC;
}

const lastFourBytes = (address: ipaddr.IPv6): string => address.toByteArray().slice(-4).join('.');

/** Whether a host is an IP literal; URL parsers have turned `127.1`, octal and hex into dotted form before. */
export const isAddress = (host: string): boolean => ipaddr.isValid(host);
