const proxyUrl = __ENV.TARGET || 'http://127.0.0.1:8000';
const apiUrl = __ENV.API_URL || 'http://127.0.0.1:4000';
const loopback = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?\/?$/;

/** Where the load goes: the gateway's proxy and the GraphQL API, without a slash at the end. */
export interface Target {
  proxyUrl: string;
  apiUrl: string;
  token: string;
}

/**
 * Reads TARGET, API_URL and APIM_TOKEN. Without names only this machine is called; one that is not this machine must be
 * named for both, so that no half of a run reaches a host that nobody named.
 */
export function readTarget(): Target {
  if (!loopback.test(proxyUrl) && !__ENV.API_URL)
    throw new Error(
      `TARGET names ${proxyUrl}, which is not this machine: name its GraphQL API too, by API_URL (--api).`,
    );
  if (!loopback.test(apiUrl) && !__ENV.TARGET)
    throw new Error(
      `API_URL names ${apiUrl}, which is not this machine: name its gateway too, by TARGET (--target).`,
    );
  if (!__ENV.APIM_TOKEN)
    throw new Error('APIM_TOKEN is not set: give a token that may import, attach and deploy (--token).');
  return {
    proxyUrl: proxyUrl.replace(/\/$/, ''),
    apiUrl: apiUrl.replace(/\/$/, ''),
    token: __ENV.APIM_TOKEN,
  };
}
