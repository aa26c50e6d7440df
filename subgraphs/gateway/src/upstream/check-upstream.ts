import { DomainError } from '@apim/kit/errors';
import { isAddress, isPublicAddress } from './addresses.ts';

/** Where requests of an API are sent. */
export interface Upstream {
  protocol: 'http' | 'https';
  host: string;
  port: number;
  /** Without a trailing slash; empty for the root. */
  path: string;
}

export interface UpstreamRules {
  /** `host:port` that the operator admits although they are loopback, private or names of the platform. */
  allowed: readonly string[];
  /** `host:port` of Admin APIs and managers, never an upstream unless the operator says so. */
  reserved: readonly string[];
}

const FIELD = 'input.upstreamUrl';
const LIMIT = 2_000;
/** Names that never lead out of the machine or the cluster. */
const internalName = /(^|\.)(localhost|local|internal|intranet|home\.arpa|localdomain|svc|cluster|consul)$/;

/** Splits an upstream address, or throws UPSTREAM_FORBIDDEN (INVALID_INPUT where it is none) with what is wrong. */
export function checkUpstream(text: string, { allowed, reserved }: UpstreamRules): Upstream {
  const url = parse(text);
  const protocol = url.protocol.slice(0, -1) as 'http' | 'https';
  const host = url.hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  const port = Number(url.port) || (protocol === 'https' ? 443 : 80);
  const upstream = { protocol, host, port, path: url.pathname.replace(/\/+$/, '') };
  if (allowed.includes(hostAndPort(host, port))) return upstream;
  if (reserved.includes(hostAndPort(host, port))) throw forbidden(text, 'belongs to the platform itself');
  if (isAddress(host)) {
    if (!isPublicAddress(host))
      throw forbidden(text, 'is a loopback, private, link-local or metadata address');
  } else if (internalName.test(host) || !host.includes('.')) {
    throw forbidden(text, 'is a name inside a machine or cluster');
  }
  return upstream;
}

/** How an address is listed: IPv6 without brackets, names in lower case, the port always given. */
export const hostAndPort = (host: string, port: number): string => `${host}:${port}`;

/** The `host:port` of a URL, for lists of reserved addresses. */
export function hostAndPortOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return hostAndPort(
    hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase(),
    Number(port) || (protocol === 'https:' ? 443 : 80),
  );
}

function parse(text: string): URL {
  if (text.length > LIMIT) throw invalid(`has ${text.length} characters; the limit is ${LIMIT}`);
  // URL parsers silently drop or turn these, so two parsers could read two hosts.
  if (/[\s\\\p{Cc}]/u.test(text)) throw invalid('holds white space, a control character or a backslash');
  if (!URL.canParse(text)) throw invalid('is not a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw forbidden(text, 'is neither http nor https');
  if (url.username || url.password || /^[^/]*\/\/[^/]*@/.test(text))
    throw invalid('holds a user name or password');
  if (url.search || url.hash) throw invalid('holds a query or fragment');
  return url;
}

const invalid = (problem: string) =>
  new DomainError('INVALID_INPUT', `The upstream address ${problem}.`, {
    field: FIELD,
    remedy: 'Give an address such as https://orders.example.com/v1.',
  });

const forbidden = (text: string, problem: string) =>
  new DomainError('UPSTREAM_FORBIDDEN', `The upstream address ${JSON.stringify(text)} ${problem}.`, {
    field: FIELD,
    remedy:
      'Use the public address of a service, or ask the operator to add its host:port to ADMIN_ADDRESS_ALLOW.',
  });
