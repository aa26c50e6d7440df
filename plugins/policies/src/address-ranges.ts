import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/**
 * Ranges that are apart and in order, each its first and last address in hexadecimal, one after the other in one text for each
 * kind: 16 letters an IPv4 range, 64 an IPv6 one.
 */
export type AddressRanges = { readonly v4: string; readonly v6: string };

/** An IP address or a CIDR range of either kind. */
export const addressRange = z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()], {
  error: 'must be an IP address or a CIDR range, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32',
});

/** Joins addresses and CIDR ranges, each valid, for a binary search; `within` in `addresses.lua.ts` reads the result. */
export function addressRanges(list: readonly string[]): AddressRanges {
  const ranges = list.map(firstAndLast);
  return {
    v4: joined(ranges.filter(([first]) => first.length === 8)),
    v6: joined(ranges.filter(([first]) => first.length === 32)),
  };
}

type Range = readonly [first: string, last: string];

function firstAndLast(text: string): Range {
  const [address, bits] = text.includes('/')
    ? ipaddr.parseCIDR(text)
    : ([ipaddr.parse(text), undefined] as const);
  const bytes = address.toByteArray();
  const prefix = bits ?? bytes.length * 8;
  const end = (fill: 0 | 255) => hex(bytes.map((byte, index) => bounded(byte, prefix - index * 8, fill)));
  const [first, last] = [end(0), end(255)];
  // An IPv4 address in IPv6's form is one and the same client.
  return first.startsWith(mapped) && prefix >= 96 ? [first.slice(24), last.slice(24)] : [first, last];
}

const mapped = '00000000000000000000ffff';

/** A byte of which the first bits stay, and the others are all zeros or all ones. */
function bounded(byte: number, bits: number, fill: 0 | 255): number {
  const mask = bits >= 8 ? 255 : bits <= 0 ? 0 : (255 << (8 - bits)) & 255;
  return (byte & mask) | (fill & ~mask & 255);
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** CIDR ranges are nested or apart, so that of those that meet the wider one stays. */
function joined(ranges: readonly Range[]): string {
  const sorted = [...ranges].sort(([a, aLast], [b, bLast]) =>
    a === b ? (aLast > bLast ? -1 : 1) : a < b ? -1 : 1,
  );
  let last = '';
  let text = '';
  for (const range of sorted) {
    if (last !== '' && range[0] <= last) continue;
    text += range.join('');
    last = range[1];
  }
  return text;
}
