import { missingPlugins } from '@apim/policy-testing';
import type { Policy } from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import { registry } from '../src/registry.ts';
import { diagnosticsOf, run } from './several.ts';

describe('policies at one place', () => {
  it('those that change answers and routes hold together', () => {
    const log = { host: 'logs.example.com', port: 5170 };
    const found = diagnosticsOf(
      ['header-injection', { set: [{ name: 'X-A', value: '1' }] }],
      ['request-transformation', { headers: { remove: ['X-B'] } }],
      ['path-rewrite', { rules: [{ from: '/x', to: '/y' }] }],
      ['canary', { upstream: 'https://canary.example.com', percentage: 5 }],
      ['upstream-timeout', { retries: 0 }],
      ['response-headers', { remove: ['X-Powered-By'] }],
      ['security-headers', {}],
      ['deprecation', { deprecatedAt: '2027-01-01' }],
      ['response-cache', {}],
      ['response-rate-limit', { limits: [{ unit: 'rows', minute: 5 }] }],
      ['field-masking', { fields: [{ path: 'a' }] }],
      ['response-transformation', { remove: ['b'] }],
      ['error-format', {}],
      ['log-tcp', log],
      ['log-udp', log],
      ['log-file', {}],
      ['log-http', { endpoint: 'https://logs.example.com', replacesUsage: true }],
      ['prometheus', {}],
      ['opentelemetry', { endpoint: 'https://otel.example.com/v1/traces' }],
    );
    expect(found.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  });

  it('errors of the gateway take the form that is wanted', async () => {
    const { response } = await run(
      [
        ['maintenance', { message: 'Back at "six"' }],
        ['error-format', { upstream: 'keep', requestId: false }],
      ],
      {},
    );
    expect(response).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/problem+json' },
      body: '{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Back at \\"six\\""}',
    });
  });

  it('a page of the gateway leaves no text in the error', async () => {
    const page = { contentType: 'text/html', text: '<h1>Gone</h1>' };
    const { response } = await run(
      [
        ['maintenance', { status: 410, page }],
        ['error-format', { requestId: false }],
      ],
      {},
    );
    expect(JSON.parse(response.body)).toEqual({ type: 'about:blank', title: 'Gone', status: 410 });
  });

  it('what masking withholds takes the form too, and never what was hidden', async () => {
    const { response } = await run(
      [
        ['field-masking', { fields: [{ path: 'a' }] }],
        ['error-format', { requestId: false }],
      ],
      { upstream: { headers: { 'Content-Type': 'text/html' }, body: 'secret' } },
    );
    expect(response.status).toBe(502);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.body).not.toContain('secret');
  });

  it('an error that is rewritten is masked in whichever order', async () => {
    const masking = ['field-masking', { fields: [{ path: 'detail' }] }] as const;
    const errors = ['error-format', { upstream: 'rewrite-with-message', requestId: false }] as const;
    const given = { upstream: { status: 409, body: { message: 'secret' } } };
    expect((await run([errors, masking], given)).response.body).toBe(
      '{"type":"about:blank","title":"Conflict","status":409,"detail":"***"}',
    );
  });
});

const cache = registry.get('response-cache') as Policy;
const missing = await missingPlugins(cache);
describe.skipIf(missing.length > 0)(
  `a cached answer${missing.length > 0 ? ` (skipped: this gateway has no ${missing.join(', ')})` : ''}`,
  () => {
    const hit = {
      times: 2,
      upstream: { headers: { 'Set-Cookie': 'sid=secret' }, body: { a: 'secret', b: 1 } },
    };

    it('is masked each time', async () => {
      const { upstreamRequest, response } = await run(
        [
          ['response-cache', { ttlSeconds: 60 }],
          ['field-masking', { fields: [{ path: 'a' }] }],
        ],
        hit,
      );
      expect(upstreamRequest).toBeUndefined();
      expect(response).toMatchObject({ status: 200, body: '{"a":"***","b":1}' });
    });

    it('carries no cookie of another client', async () => {
      const { response } = await run([['response-cache', { ttlSeconds: 60 }]], hit);
      expect(response.headers).not.toHaveProperty('set-cookie');
    });
  },
);
