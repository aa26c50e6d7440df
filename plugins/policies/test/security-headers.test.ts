import { compileApi } from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import { registry } from '../src/registry.ts';
import { securityHeaders } from '../src/security-headers.ts';
import { compiled, issues } from './configuration.ts';

const config = (configuration: unknown) => compiled(securityHeaders, configuration).plugins[0]?.config;

/** Both policies at one API. */
function together(header: string) {
  return compileApi({
    api: { id: 'A1', projectId: 'P1', organizationId: 'O1', basePath: '/a', upstreamPath: '/' },
    operations: [],
    registry,
    attachments: [
      { id: 'T1', policy: 'security-headers', configuration: {} },
      { id: 'T2', policy: 'response-headers', configuration: { set: [{ name: header, value: 'x' }] } },
    ].map((attachment) => ({ ...attachment, scope: { kind: 'api', id: 'A1' }, order: 0, enabled: true })),
  });
}

describe('security headers', () => {
  it('without any setting answers are neither framed nor guessed, and no page tells its address', () => {
    const headers = ['X-Content-Type-Options:nosniff', 'Referrer-Policy:no-referrer', 'X-Frame-Options:DENY'];
    expect(config({})).toEqual({
      replace: { headers },
      add: { headers },
      append: { headers: ["Content-Security-Policy:frame-ancestors 'none'"] },
    });
  });

  it('only what was asked for is touched', () => {
    const off = { noSniff: false, referrerPolicy: 'unchanged', frames: 'unchanged' };
    expect(issues(securityHeaders, off)).toEqual(['noSniff: leaves nothing to set; set one header']);
    expect(config({ ...off, frames: 'same-origin' })).toEqual({
      replace: { headers: ['X-Frame-Options:SAMEORIGIN'] },
      add: { headers: ['X-Frame-Options:SAMEORIGIN'] },
      append: { headers: ["Content-Security-Policy:frame-ancestors 'self'"] },
    });
    expect(config({ ...off, strictTransport: { maxAgeSeconds: 0 } })).toEqual({
      replace: { headers: ['Strict-Transport-Security:max-age=0'] },
      add: { headers: ['Strict-Transport-Security:max-age=0'] },
    });
  });

  it('a host is offered for preloading only as the lists want it', () => {
    const preload = (part: object) =>
      issues(securityHeaders, { strictTransport: { preload: true, ...part } });
    expect(preload({})).toEqual([expect.stringMatching(/^strictTransport.preload: needs includeSubDomains/)]);
    expect(preload({ includeSubDomains: true, maxAgeSeconds: 86_400 })).toHaveLength(1);
    expect(config({ strictTransport: { preload: true, includeSubDomains: true } })).toMatchObject({
      add: {
        headers: expect.arrayContaining([
          'Strict-Transport-Security:max-age=31536000; includeSubDomains; preload',
        ]),
      },
    });
  });

  it.each(["'unsafe'", 'https://a.test; script-src *', 'https://a.test/\r\nX: 1', '*', 'https:'])(
    'attack 41: %j is no origin of a frame',
    (origin) => {
      expect(issues(securityHeaders, { frames: 'listed', frameOrigins: [origin] })[0]).toMatch(
        /^frameOrigins\[0\]: /,
      );
    },
  );

  it('origins are listed exactly where they have an effect', () => {
    for (const wrong of [{ frames: 'listed' }, { frameOrigins: ['https://a.test'] }]) {
      expect(issues(securityHeaders, wrong)).toEqual([expect.stringMatching(/^frameOrigins: belongs to/)]);
    }
  });

  it('shares one plugin with response headers, unless both change one header', () => {
    const { plugins, diagnostics } = together('Cache-Control');
    expect(diagnostics).toEqual([]);
    expect(plugins.filter(({ name }) => name === 'response-transformer')).toMatchObject([
      { sources: ['T1', 'T2'], config: { add: { headers: { length: 4, 3: 'Cache-Control:x' } } } },
    ]);
    for (const header of ['x-frame-options', 'Content-Security-Policy']) {
      expect(together(header).diagnostics).toMatchObject([{ code: 'POLICY_CONFLICT', attachmentId: 'T2' }]);
    }
  });
});
