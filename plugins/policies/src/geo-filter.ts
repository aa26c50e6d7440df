import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { addressRanges } from './address-ranges.ts';
import { addressesLua } from './addresses.lua.ts';
import { places } from './scopes.ts';

const maxRanges = 5_000;

const listName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 _-]{0,49}$/, 'must be 1 to 50 letters, digits, spaces, "-" and "_"');

const range = z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()], {
  error: ({ input }) =>
    typeof input === 'string' && /^[A-Za-z]{2,3}$/.test(input)
      ? 'names a country, which the gateway cannot look up: Kong OSS has no database of countries; list the ranges of the country'
      : 'must be an IP address or a CIDR range, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32',
});

/** Admits or rejects clients by named lists of ranges, such as those of a country. A client that no list names is admitted unless some must be. */
export const geoFilter = definePolicy({
  name: 'geo-filter',
  version: '1.0.0',
  title: 'Geo filter',
  summary: 'Admits or rejects clients by named lists of address ranges, such as those of countries.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      lists: z
        .array(
          z.strictObject({
            name: listName.describe('Name of the list.').meta({ examples: ['Germany'] }),
            cidrs: z
              .array(range)
              .min(1)
              .max(maxRanges)
              .describe(`Its addresses and ranges; all lists together hold at most ${maxRanges}.`)
              .meta({ examples: [['198.51.100.0/24', '2001:db8:1::/48']] }),
          }),
        )
        .min(1)
        .max(300)
        .describe('The lists, which you supply: the gateway has no database of countries.')
        .meta({ examples: [[{ name: 'Germany', cidrs: ['198.51.100.0/24'] }]] }),
      allow: z
        .array(listName)
        .max(300)
        .default([])
        .describe('Lists whose clients are admitted; when any is named, all others are rejected.')
        .meta({ examples: [['Germany']] }),
      deny: z
        .array(listName)
        .max(300)
        .default([])
        .describe('Lists whose clients are rejected, also when they are in a list that is admitted.')
        .meta({ examples: [['Embargo']] }),
      status: z
        .int()
        .min(400)
        .max(499)
        .default(403)
        .describe('HTTP status of the answer to a rejected client.')
        .meta({ examples: [451] }),
      message: z
        .string()
        .min(1)
        .max(200)
        .default('Not available where you are')
        .describe('Message in the answer to a rejected client.')
        .meta({ examples: ['Not available in your country'] }),
    })
    .superRefine(({ lists, allow, deny }, context) => {
      const issue = (path: PropertyKey[], message: string) =>
        context.addIssue({ code: 'custom', path, message });
      const total = lists.reduce((sum, { cidrs }) => sum + cidrs.length, 0);
      if (total > maxRanges)
        issue(['lists'], `holds ${total} ranges; at most ${maxRanges} are admitted: join neighbouring ones`);
      const names = lists.map(({ name }) => name);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) < index)
          issue(['lists', index, 'name'], `names ${name} a second time; name each list once`);
      }
      if (allow.length + deny.length === 0) issue(['allow'], 'give at least one list in allow or in deny');
      for (const [field, chosen] of [
        ['allow', allow],
        ['deny', deny],
      ] as const) {
        for (const [index, name] of chosen.entries()) {
          if (!names.includes(name))
            issue([field, index], `there is no list ${JSON.stringify(name)}; give it in lists`);
        }
      }
      const unused = names.findIndex((name) => !allow.includes(name) && !deny.includes(name));
      if (unused >= 0)
        issue(['lists', unused, 'name'], 'is used neither in allow nor in deny; remove the list');
    }),
  merge: 'override',
  examples: [
    {
      title: 'One country only',
      configuration: {
        lists: [{ name: 'Germany', cidrs: ['198.51.100.0/24', '2001:db8:1::/48'] }],
        allow: ['Germany'],
      },
    },
    {
      title: 'Everywhere but in one region',
      configuration: {
        lists: [{ name: 'Embargo', cidrs: ['203.0.113.0/24', '203.0.113.128/25'] }],
        deny: ['Embargo'],
        status: 451,
        message: 'Not available in your country',
      },
    },
  ],
  kong: { plugins: ['pre-function'], minimalVersion: '3.9.0' },
  describe: ({ allow, deny }) =>
    [
      allow.length > 0 && `Admits only ${named(allow)}`,
      deny.length > 0 && `${allow.length > 0 ? 'rejects' : 'Rejects'} ${named(deny)}`,
    ]
      .filter(Boolean)
      .join(', '),
  compile: ({ lists, allow, deny, status, message }) => {
    const rangesOf = (chosen: readonly string[]) =>
      addressRanges(lists.filter(({ name }) => chosen.includes(name)).flatMap(({ cidrs }) => cidrs));
    return {
      plugins: [],
      functions: [
        {
          phase: 'early',
          lua: `${addressesLua}${checkAddress}`,
          data: {
            ...(allow.length > 0 ? { allow: rangesOf(allow) } : {}),
            deny: rangesOf(deny),
            status,
            message,
          },
        },
      ],
    };
  },
});

/** An address that cannot be read is nobody's, and rejected. */
const checkAddress = `
return function()
  local value = digits(kong.client.get_forwarded_ip())
  if not value or within(config.deny, value) or (config.allow and not within(config.allow, value)) then
    return kong.response.exit(config.status, { message = config.message })
  end
end`;

function named(lists: readonly string[]): string {
  return lists.length > 3 ? `${lists.length} lists` : lists.join(', ');
}
