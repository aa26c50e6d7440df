import { randomBytes } from 'node:crypto';
import { setResponseHeaders } from 'h3';

/** Pages of other places must not frame, sniff or learn our addresses; sent with every answer of our own. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const policyFor = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    // Elements' own style attributes only; a style sheet needs the nonce.
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
  ].join('; ');

/** One tag with its quoted attributes, a script or style sheet with its text. */
const tag =
  /<(script|style)\b((?:"[^"]*"|'[^']*'|[^>"'])*>[\s\S]*?<\/\1>)|<[a-z!/](?:"[^"]*"|'[^']*'|[^>"'])*>/gi;

/**
 * Gives the nonce to the scripts and style sheets of parts that the framework wrote. Tags are read whole: an attribute may hold
 * anybody's text, angle brackets included, and must stay as it is.
 */
export const withNonce = (parts: string[], nonce: string): string[] =>
  parts.map((part) =>
    part.replace(tag, (whole, name?: string, rest?: string) =>
      name && rest ? `<${name} nonce="${nonce}"${rest}` : whole,
    ),
  );

/** Gives every page a content security policy of its own nonce, and every answer the other security headers. */
export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('request', (event) => {
    setResponseHeaders(event, everywhere);
  });
  nitro.hooks.hook('render:html', (html, { event }) => {
    const nonce = randomBytes(16).toString('base64');
    html.head = withNonce(html.head, nonce);
    html.bodyAppend = withNonce(html.bodyAppend, nonce);
    html.bodyPrepend = withNonce(html.bodyPrepend, nonce);
    setResponseHeaders(event, {
      'content-security-policy': policyFor(nonce),
      'cache-control': 'private, no-cache',
    });
  });
});
