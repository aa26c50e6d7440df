import { luaLiteral } from '@apim/sdk';
import { luaEngines } from '@apim/sdk/test/lua';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { addressRanges } from '../src/address-ranges.ts';
import { addressesLua } from '../src/addresses.lua.ts';

/** Few different bits, so that ranges meet and addresses are inside. */
const byte = fc.constantFrom(0, 1, 2, 127, 128, 255);
const address = fc
  .oneof(
    fc.array(byte, { minLength: 4, maxLength: 4 }),
    fc.array(byte, { minLength: 16, maxLength: 16 }),
    fc
      .array(byte, { minLength: 4, maxLength: 4 })
      .map((v4) => [...Array<number>(10).fill(0), 255, 255, ...v4]),
  )
  .map((bytes) => ipaddr.fromByteArray(bytes));
const range = fc
  .tuple(address, fc.nat(128))
  .map(([of, bits]) => `${of.toString()}/${of.kind() === 'ipv4' ? bits % 33 : bits}`);

/** What ipaddr.js says; an IPv4 address in IPv6's form is one. */
function holds(list: readonly string[], text: string): boolean {
  const of = ipaddr.process(text);
  return list.some((entry) => {
    const [base, bits] = ipaddr.parseCIDR(entry);
    if (base.kind() === 'ipv6' && (base as ipaddr.IPv6).isIPv4MappedAddress() && bits >= 96)
      return of.kind() === 'ipv4' && of.match((base as ipaddr.IPv6).toIPv4Address(), bits - 96);
    return base.kind() === of.kind() && of.match(base, bits);
  });
}

describe.each(luaEngines)('addresses in $name', ({ present, run }) => {
  const evaluate = async (expression: string): Promise<string> => run(`${addressesLua}\n${expression}`);

  it.skipIf(!present)('a search finds exactly the addresses that are in a range', async () => {
    const cases = fc.sample(
      fc.tuple(fc.array(range, { maxLength: 30 }), fc.array(address, { minLength: 1, maxLength: 20 })),
      60,
    );
    const asked = cases.map(([list, texts]) => ({
      ranges: addressRanges(list),
      texts: texts.map((text) => text.toString()),
    }));
    const found = await evaluate(`
local out = {}
for _, case in ipairs(${luaLiteral(asked)}) do
  for _, text in ipairs(case.texts) do out[#out + 1] = within(case.ranges, digits(text)) and "1" or "0" end
end
return table.concat(out)`);
    expect(found).toBe(
      cases
        .flatMap(([list, texts]) => texts.map((text) => (holds(list, text.toString()) ? '1' : '0')))
        .join(''),
    );
  });

  it.skipIf(!present).each([
    ['192.0.2.7', 'c0000207'],
    ['::ffff:192.0.2.7', 'c0000207'],
    ['::ffff:c000:207', 'c0000207'],
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['2001:DB8::1', `20010db8${'0'.repeat(23)}1`],
    ['fe80::', `fe80${'0'.repeat(28)}`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('%s is read', async (text, hex) => {
    expect(await evaluate(`return digits(${luaLiteral(text)})`)).toBe(hex);
  });

  it
    .skipIf(!present)
    .each([
      ...['', 'unix:', 'unix:/run/x', '1.2.3', '1.2.3.256', '1.2.3.4.5', ':', '1:2:3', 'fe80::1%eth0', 'g::'],
      ...['1:2:3:4:5:6:7:8:9', '12345::', '::1.2.3.400', ']]\'"\\\n'],
    ])('%j is no address', async (text) => {
    expect(await evaluate(`return tostring(digits(${luaLiteral(text)}))`)).toBe('nil');
  });
});

describe('ranges', () => {
  it('what is inside of another range is left out, so that the search holds', () => {
    expect(addressRanges(['10.0.0.0/9', '10.0.0.0/8', '10.1.0.0/16', '9.9.9.9'])).toEqual({
      v4: '09090909090909090a0000000affffff',
      v6: '',
    });
  });
});
