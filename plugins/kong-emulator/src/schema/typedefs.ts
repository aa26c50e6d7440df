import ipaddr from 'ipaddr.js';
import type { Field, Json } from './field.ts';
import { networkProblem } from './network.ts';

const string = (value: Json): string => (typeof value === 'string' ? value : '');

const namePattern = /^[A-Za-z0-9._~\-\u0080-\u{10ffff}]*$/u;
const hostPattern =
  /^(?=.{1,253}$)[A-Za-z0-9_*]([A-Za-z0-9_\-*]*[A-Za-z0-9_*])?(\.[A-Za-z0-9_*]([A-Za-z0-9_\-*]*[A-Za-z0-9_*])?)*\.?$/;
const protocolNames = ['grpc', 'grpcs', 'http', 'https', 'tcp', 'tls', 'tls_passthrough', 'udp'] as const;

/** Whether a text is a host name or an address without port. */
export function isHost(text: string): boolean {
  if (ipaddr.isValid(text.replace(/^\[(.*)\]$/, '$1'))) return true;
  return hostPattern.test(text) && !/^[\d.]+$/.test(text);
}

export const id: Field = { type: 'string', uuid: true, auto: true };
export const time: Field = { type: 'integer', timestamp: true, auto: true };
export const protocols = [...protocolNames];

export const name: Field = {
  type: 'string',
  unique: true,
  validate: (value) =>
    namePattern.test(string(value))
      ? undefined
      : `invalid value '${string(value)}': the only accepted ascii characters are alphanumerics or ., -, _, and ~`,
};

export const host: Field = {
  type: 'string',
  validate: (value) => (isHost(string(value)) ? undefined : `invalid value: ${string(value)}`),
};

export const port: Field = { type: 'integer', between: [0, 65535] };

export const path: Field = {
  type: 'string',
  starts_with: '/',
  match_none: [{ err: 'must not have empty segments', pattern: '//' }],
};

export const url: Field = {
  type: 'string',
  validate: (value) => (/^[a-z]+:\/\/[^/]+/i.test(string(value)) ? undefined : 'missing host in url'),
};

export const timeout: Field = { type: 'integer', between: [0, 2147483646] };

export const tags: Field = {
  type: 'set',
  elements: {
    type: 'string',
    required: true,
    validate: (value) =>
      /^[\x20-\x2b\x2d\x2e\x30-\x7e\u0080-\u{10ffff}]*$/u.test(string(value))
        ? undefined
        : `invalid tag '${string(value)}': expected printable ascii (except \`,\` and \`/\`) or valid utf-8 sequences`,
  },
};

export const ipOrCidr: Field = {
  type: 'string',
  validate: (value) => networkProblem(string(value)),
};

export const pluginProtocols = (
  allowed: readonly string[],
  fallback: readonly string[] = allowed,
): Field => ({
  type: 'set',
  required: true,
  default: [...fallback],
  elements: { type: 'string', one_of: [...allowed] },
});

/** The protocols of plugins that speak HTTP alone. */
export const httpProtocols = pluginProtocols(['grpc', 'grpcs', 'http', 'https']);

/** The protocols of plugins that may stand anywhere. */
export const anyProtocols = pluginProtocols(protocolNames, ['grpc', 'grpcs', 'http', 'https']);

/** Marks a plugin that cannot be put on a consumer. */
export const noConsumer: Field = { type: 'foreign', reference: 'consumers', eq: null };
