import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Names by which clouds answer for a machine's own credentials. */
const metadataNames = new Set([
  'metadata',
  'metadata.google.internal',
  'instance-data',
  'instance-data.ec2.internal',
]);
/** Ranges (ipaddr.js) in which no log is ever taken in. */
const never = new Set(['unspecified', 'broadcast', 'multicast', 'linkLocal']);
/** Where clouds serve metadata outside of those ranges. */
const metadataAddresses = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192']);

const hostProblem =
  'must be a host name in lower case such as logs.example.com, or a plain IP address that is no link-local, metadata or multicast address';

/**
 * Whether a log may go to a host as far as its text can tell. Loopback, private addresses and names of a cluster are the
 * operator's to admit: the gateway manager checks what a policy names in `upstreams`.
 */
export function isIntakeHost(host: string): boolean {
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (ipaddr.isValid(bare)) {
    // Octal, hexadecimal and short spellings mean one thing to a resolver and another to a reader.
    if (!bare.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(bare)) return false;
    const address = ipaddr.process(bare);
    const text = address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
    return !never.has(address.range()) && !metadataAddresses.has(text) && !embeds(address);
  }
  return (
    bare.length <= 253 &&
    /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(bare) &&
    !/(^|\.)[0-9][0-9a-fx]*$/.test(bare) &&
    !metadataNames.has(bare)
  );
}

/** IPv6 forms that lead to an IPv4 address by a translator: nothing needs them, and they hide where a log goes. */
function embeds(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ['rfc6145', 'rfc6052', '6to4', 'teredo'].includes(address.range());
}

/** A host that takes in logs over TCP or UDP. */
export const intakeHost = z
  .string()
  .max(253)
  .refine((host) => !host.startsWith('[') && isIntakeHost(host), { error: hostProblem });

export const intakePort = z.int().min(1).max(65_535);

/** An address that takes in logs or traces over HTTP. Kong reads `{vault://…}` in it, which could carry off the gateway's secrets. */
export const intakeUrl = z
  .string()
  .max(1000)
  .superRefine((text, context) => {
    const issue = (message: string) => context.addIssue({ code: 'custom', message });
    if (!/^https?:\/\/[\x21-\x7e]+$/.test(text) || /[{}\\^`|<>"#]/.test(text) || !URL.canParse(text)) {
      issue(
        'must be an http or https address such as https://logs.example.com/intake, with odd characters percent-encoded',
      );
      return;
    }
    const authority = /^https?:\/\/([^/?]*)/.exec(text)?.[1] ?? '';
    if (authority.includes('@')) {
      issue('must not hold a user name or password; send credentials in a header');
      return;
    }
    if (!isIntakeHost(authority.replace(/:\d{1,5}$/, '')))
      issue(`names a host that is not admitted: it ${hostProblem}`);
  });

/** What the gateway manager is to check of an address by host and port. */
export const addressToCheck = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

const fieldName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    'must be a header name of at most 100 letters, digits, "-" and "_"',
  )
  .refine(
    (name) =>
      !/^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|user-agent)$/i.test(name),
    {
      error: 'is set by the gateway itself; choose another name',
    },
  );

/** Headers that go along to where logs or traces are taken in. */
export const intakeHeaders = z
  .array(
    z.strictObject({
      name: fieldName.describe('Name of the header.').meta({ examples: ['X-Intake-Token'] }),
      value: z
        .string()
        .min(1)
        .max(1000)
        .regex(
          /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/,
          'must be printable ASCII without a space at its ends',
        )
        // A reference would send the gateway's own environment to whoever takes in the logs.
        .refine((value) => !value.startsWith('{vault:'), {
          error: 'must be the value itself: references to vaults of the gateway are not admitted',
        })
        .describe(
          'Its value, which everybody who sees this configuration can read: use a token that can only write.',
        )
        .meta({ examples: ['write-only-token'] }),
    }),
  )
  .max(20)
  .refine((headers) => new Set(headers.map(({ name }) => name.toLowerCase())).size === headers.length, {
    error: 'names a header twice; name each once',
  })
  .default([]);
