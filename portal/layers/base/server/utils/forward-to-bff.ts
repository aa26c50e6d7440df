import { getRequestHeaders, getRequestURL, sendProxy, type H3Event } from 'h3';

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
 * (`x-apim-*`) and whatever `Connection` names stay behind. `onResponse` may change the answer’s head, or throw another answer.
 */
export async function forwardToBff(
  event: H3Event,
  onResponse?: (event: H3Event, response: Response) => Promise<void>,
): Promise<void> {
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
  await sendProxy(event, `${bffUrl}${pathname}${search}`, {
    headers,
    fetchOptions: {
      method: event.method,
      redirect: 'manual',
      ...(hasBody && { body: event.node.req as unknown as BodyInit, duplex: 'half' }),
    } as RequestInit,
    onResponse: async ({ node }, response) => {
      for (const name of ['connection', 'keep-alive', 'transfer-encoding']) node.res.removeHeader(name);
      await onResponse?.(event, response);
    },
  });
}
