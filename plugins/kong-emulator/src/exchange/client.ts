import type { IncomingMessage } from 'node:http';
import { networkMatcher } from '../schema/network.ts';
import type { HeaderList } from './headers.ts';

/** Who speaks to the gateway, directly and, behind trusted proxies, really. */
export interface Client {
  ip: string;
  forwardedIp: string;
  port: number;
  isTrusted: boolean;
  forwardedScheme: string;
  forwardedHost: string;
  forwardedPort: number;
  forwardedPath: string | undefined;
  forwardedPrefix: string | undefined;
}

const matchers = new WeakMap<readonly string[], (address: string) => boolean>();

function trusts(list: readonly string[], address: string): boolean {
  if (list.length === 0) return false;
  let matcher = matchers.get(list);
  if (!matcher) {
    matcher = networkMatcher(list);
    matchers.set(list, matcher);
  }
  return matcher(address);
}

/** Reads the address of a request; `X-Forwarded-*` and `X-Real-IP` count only from trusted addresses (Kong's `trusted_ips`, `real_ip_header`). */
export function clientOf(
  request: IncomingMessage,
  headers: HeaderList,
  seen: { host: string; serverPort: number; scheme: string },
  settings: { trustedIps: readonly string[]; realIpHeader: string },
): Client {
  const ip = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isTrusted = trusts(settings.trustedIps, ip);
  const forwarded = (name: string): string | undefined =>
    isTrusted ? headers.get(name)?.split(',')[0]?.trim() : undefined;
  const port = forwarded('x-forwarded-port');
  return {
    ip,
    forwardedIp:
      (isTrusted ? headers.get(settings.realIpHeader)?.split(',').at(-1)?.trim() : undefined) ?? ip,
    port: request.socket.remotePort ?? 0,
    isTrusted,
    forwardedScheme: forwarded('x-forwarded-proto') ?? seen.scheme,
    forwardedHost: forwarded('x-forwarded-host') ?? seen.host,
    forwardedPort: port !== undefined && /^\d+$/.test(port) ? Number(port) : seen.serverPort,
    forwardedPath: forwarded('x-forwarded-path'),
    forwardedPrefix: forwarded('x-forwarded-prefix'),
  };
}
