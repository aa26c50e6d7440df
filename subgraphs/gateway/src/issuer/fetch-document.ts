import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '../upstream/addresses.ts';
import { checkUpstream, hostAndPort, type UpstreamRules } from '../upstream/check-upstream.ts';

export interface FetchLimits {
  timeoutMs: number;
  maxBytes: number;
}

/**
 * The text at an address that a tenant named. The address that is connected to is checked, not only the name, so no answer of
 * a name server leads inside; redirects are not followed. Throws with the reason.
 */
export function fetchDocument(
  address: string,
  rules: UpstreamRules,
  { timeoutMs, maxBytes }: FetchLimits,
): Promise<string> {
  const url = new URL(address);
  const { protocol, host, port } = checkUpstream(url.origin, rules);
  const isAllowed = rules.allowed.includes(hostAndPort(host, port));
  const options: RequestOptions = {
    method: 'GET',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
    agent: false,
    ...(!isAllowed && { lookup: lookupPublic }),
  };
  return new Promise((done, fail) => {
    const send = protocol === 'https' ? requestHttps : requestHttp;
    const request = send(url, options, (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        return fail(new Error(`${url.host} answered with status ${response.statusCode}`));
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) response.destroy(new Error(`${url.host} answered more than ${maxBytes} bytes`));
        else chunks.push(chunk);
      });
      response.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
      response.on('error', fail);
    });
    request.on('error', fail);
    request.end();
  });
}

const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const inside = found?.find(({ address }) => !isPublicAddress(address));
    if (error) return callback(error, []);
    if (inside) return callback(new Error(`${hostname} leads to the private address ${inside.address}`), []);
    const [first] = found;
    if (options.all) return callback(null, found);
    callback(null, first?.address ?? '', first?.family);
  });
};
