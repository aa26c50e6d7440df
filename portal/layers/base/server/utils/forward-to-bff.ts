import { getRequestHeaders, getRequestURL, proxyRequest, type H3Event } from 'h3';

/** Headers that end with one connection (RFC 9110, 7.6.1), those that fetch sets itself, and those that a proxy alone may state. */
const dropped = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'expect',
  'accept-encoding',
  'forwarded',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]);

/**
 * Hands a request to the BFF under the same path and its answer back, bodies as they flow, redirects untouched. Internal headers
 * (`x-apim-*`) and whatever `Connection` names stay behind.
 */
export async function forwardToBff(event: H3Event): Promise<void> {
  const { bffUrl } = useRuntimeConfig(event);
  const incoming = getRequestHeaders(event);
  const named = new Set((incoming.connection ?? '').toLowerCase().split(/\s*,\s*/));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    if (value === undefined || dropped.has(name) || named.has(name) || name.startsWith('x-apim-')) continue;
    headers[name] = value;
  }
  const client = event.node.req.socket.remoteAddress;
  if (client) headers['x-forwarded-for'] = [incoming['x-forwarded-for'], client].filter(Boolean).join(', ');
  const { pathname, search } = getRequestURL(event);
  const hasBody = !['GET', 'HEAD'].includes(event.method);
  await proxyRequest(event, `${bffUrl}${pathname}${search}`, {
    fetch: (url, init) =>
      fetch(url, {
        ...init,
        headers,
        redirect: 'manual',
        ...(hasBody && { body: event.node.req as unknown as BodyInit, duplex: 'half' }),
      } as RequestInit),
  });
}
