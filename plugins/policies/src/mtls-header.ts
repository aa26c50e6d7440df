import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { addressRange, addressRanges } from './address-ranges.ts';
import { addressesLua } from './addresses.lua.ts';
import { headerName } from './header-rules.ts';
import { places } from './scopes.ts';

const proxyHeader = headerName.refine((name) => !/^(authorization|cookie|x-api-key)$/i.test(name), {
  error: 'carries what callers prove themselves by; choose the header that the proxy sets',
});

const headerText = z
  .string()
  .max(1000)
  .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII without a space at its ends');

/**
 * Checks the client certificate that a proxy in front of the gateway verified (Kong OSS has no mtls-auth). What the proxy says
 * in headers counts only on connections from its own address; from anywhere else those headers are removed.
 */
export const mtlsHeader = definePolicy({
  name: 'mtls-header',
  version: '1.0.0',
  title: 'Mutual TLS header',
  summary: 'Requires a client certificate that a trusted proxy in front of the gateway verified.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      trustedProxies: z
        .array(addressRange)
        .min(1)
        .max(100)
        .describe(
          'Addresses from which the proxy connects to the gateway; it must set or remove all headers named here itself.',
        )
        .meta({ examples: [['10.0.0.0/28']] }),
      resultHeader: proxyHeader
        .default('X-SSL-Client-Verify')
        .describe('Header in which the proxy says whether it verified the certificate.')
        .meta({ examples: ['X-Client-Verified'] }),
      resultValue: headerText
        .default('SUCCESS')
        .describe('What that header holds when it did.')
        .meta({ examples: ['true'] }),
      fingerprintHeader: proxyHeader
        .default('X-SSL-Client-Fingerprint')
        .describe('Header with the fingerprint of the certificate.')
        .meta({ examples: ['X-Client-Cert-Sha256'] }),
      fingerprints: z
        .array(
          z
            .string()
            .regex(
              /^(([0-9A-Fa-f]{2}:?){19}|([0-9A-Fa-f]{2}:?){31})[0-9A-Fa-f]{2}$/,
              'must be a SHA-1 or SHA-256 fingerprint: 40 or 64 hexadecimal digits, colons between bytes or not',
            ),
        )
        .min(1)
        .max(1000)
        .optional()
        .describe('Fingerprints of the certificates that are admitted; without a list, any.')
        .meta({ examples: [['2fd4e1c67a2d28fced849ee1bb76e7391b93eb12']] }),
      subjectHeader: proxyHeader
        .default('X-SSL-Client-S-DN')
        .describe('Header with the subject of the certificate.')
        .meta({ examples: ['X-Client-Subject'] }),
      subjects: z
        .array(headerText)
        .min(1)
        .max(1000)
        .optional()
        .describe('Subjects that are admitted, exactly as the proxy writes them; without a list, any.')
        .meta({ examples: [['CN=orders,O=Example']] }),
      required: z
        .boolean()
        .default(true)
        .describe('Whether who shows no certificate is refused; else it passes, without the headers.')
        .meta({ examples: [false] }),
    })
    .superRefine((configuration, context) => {
      const fields = ['resultHeader', 'fingerprintHeader', 'subjectHeader'] as const;
      const names = fields.map((field) => configuration[field].toLowerCase());
      for (const [index, field] of fields.entries()) {
        if (names.indexOf(names[index] ?? '') === index) continue;
        const message = 'is the header of another fact; each has its own';
        context.addIssue({ code: 'custom', path: [field], message });
      }
    }),
  merge: 'override',
  examples: [
    { title: 'Any certificate that the proxy verified', configuration: { trustedProxies: ['10.0.0.0/28'] } },
    {
      title: 'One certificate, with the headers of another proxy',
      configuration: {
        trustedProxies: ['10.0.0.5', '2001:db8::5'],
        resultHeader: 'X-Client-Verified',
        resultValue: 'true',
        fingerprintHeader: 'X-Client-Cert-Sha256',
        fingerprints: ['2fd4e1c67a2d28fced849ee1bb76e7391b93eb12'],
        subjects: ['CN=orders,O=Example'],
      },
    },
  ],
  kong: { plugins: ['pre-function'], minimalVersion: '3.9.0' },
  describe: ({ fingerprints, subjects, required }) => {
    const asked = [
      fingerprints && `${fingerprints.length} fingerprints`,
      subjects && `${subjects.length} subjects`,
    ].filter(Boolean);
    return `${required ? 'Requires' : 'Checks'} a client certificate${asked.length > 0 ? ` of ${asked.join(' and ')}` : ''}`;
  },
  compile: ({
    trustedProxies,
    resultHeader,
    resultValue,
    fingerprintHeader,
    fingerprints,
    subjectHeader,
    subjects,
    required,
  }) => ({
    plugins: [],
    functions: [
      {
        phase: 'early',
        lua: `${addressesLua}${checkCertificate}`,
        data: {
          proxies: addressRanges(trustedProxies),
          headers: [resultHeader, fingerprintHeader, subjectHeader],
          verified: resultValue,
          ...(fingerprints === undefined ? {} : { fingerprints: known(fingerprints.map(plain)) }),
          ...(subjects === undefined ? {} : { subjects: known(subjects) }),
          required,
        },
      },
    ],
  }),
});

/** Proxies write fingerprints with colons or without, in either case. */
const plain = (fingerprint: string) => fingerprint.replaceAll(':', '').toLowerCase();
const known = (texts: readonly string[]) => Object.fromEntries(texts.map((text) => [text, true]));

/** Of a header that was sent twice, or is not among the first thousand, nothing counts. */
const checkCertificate = String.raw`
local gsub, type = string.gsub, type
local function refuse(status, message)
  return kong.response.exit(status, { message = message })
end
return function()
  local connection = digits(kong.client.get_ip())
  local trusted = connection and within(config.proxies, connection)
  local sent = kong.request.get_headers(1000)
  local function header(index)
    local value = sent[lower(config.headers[index])]
    return type(value) == "string" and value or ""
  end
  if not trusted or header(1) ~= config.verified then
    if config.required then return refuse(401, "A client certificate is required") end
    for i = 1, #config.headers do kong.service.request.clear_header(config.headers[i]) end
    return
  end
  local fingerprint = lower((gsub(header(2), ":", "")))
  if (config.fingerprints and not config.fingerprints[fingerprint]) or (config.subjects and not config.subjects[header(3)]) then
    return refuse(403, "This client certificate is not admitted")
  end
end`;
