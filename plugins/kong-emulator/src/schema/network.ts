import ipaddr from 'ipaddr.js';

/** What is wrong with an address or CIDR range in Kong's words, or undefined. */
export function networkProblem(text: string): string | undefined {
  const [address = '', bits] = text.split('/');
  const valid = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  const width = address.includes(':') ? 128 : 32;
  const fits =
    bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= width && text.split('/').length === 2);
  return valid && fits ? undefined : `invalid ip or cidr range: '${text}'`;
}

/** A test of addresses against a list of addresses and CIDR ranges; IPv4 in IPv6 is compared as IPv4. */
export function networkMatcher(list: readonly string[]): (address: string) => boolean {
  const networks = list.map((text) => {
    const [address = '', bits] = text.split('/');
    const parsed = ipaddr.parse(address);
    return [parsed, bits === undefined ? (parsed.kind() === 'ipv4' ? 32 : 128) : Number(bits)] as const;
  });
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return networks.some(
      ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
    );
  };
}
