import { randomBytes } from 'node:crypto';
import { setResponseHeaders } from 'h3';
import { withNonce } from '../utils/with-nonce';

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
