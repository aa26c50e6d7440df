import { describe, expect, it } from 'vitest';
import { cors } from '../src/cors.ts';
import { compiled, issues } from './configuration.ts';

describe('CORS', () => {
  it.each([
    ...['null', 'https://*.example.com', '.*', 'https://(a+)+$', 'https://a_b.test', 'https://[::1]'],
    ...['https://a.test/', 'https://a.test/path', 'https://A.test', 'https://a.test:443', 'http://a.test:80'],
    ...['https://u@a.test', 'a.test', 'ftp://a.test', 'https://', 'https://a.test\r\nX: 1', ''],
  ])('attack 40: %j is no origin, so Kong never takes it for a regular expression', (origin) => {
    expect(issues(cors, { origins: ['https://a.test', origin] })).toEqual([
      expect.stringMatching(/^origins\[1\]: /),
    ]);
  });

  it.each([
    'https://a.test',
    'http://localhost:3000',
    'https://a.test:8443',
    'http://127.0.0.1',
    'http://xn--4ca.test',
  ])('the origin %j is admitted as it is', (origin) => {
    expect(compiled(cors, { origins: [origin] }).plugins[0]?.config).toMatchObject({ origins: [origin] });
  });

  it('no page can act with the session of a user unless its origin is listed', () => {
    expect(issues(cors, { origins: ['*'], credentials: true })).toEqual([
      expect.stringMatching(/^credentials: must be false for the origin \*/),
    ]);
    expect(issues(cors, { origins: ['https://a.test', '*'] })).toEqual([
      'origins[1]: stands for every origin; give it alone, or remove it',
    ]);
  });

  it('preflights are answered by the gateway, and requested headers are admitted unless some are listed', () => {
    expect(compiled(cors, { origins: ['*'] }).plugins[0]?.config).toEqual({
      origins: ['*'],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      headers: undefined,
      credentials: false,
      max_age: 600,
      preflight_continue: false,
    });
  });

  it.each([
    [{ headers: ['X A'] }, 'headers[0]: must be a header name'],
    [{ exposedHeaders: ['X-A\r\nX-B'] }, 'exposedHeaders[0]: must be a header name'],
    [{ methods: ['TRACE'] }, 'methods[0]: '],
    [{ methods: [] }, 'methods: '],
    [{ maxAgeSeconds: -1 }, 'maxAgeSeconds: '],
  ])('%j is refused', (part, message) => {
    expect(issues(cors, { origins: ['*'], ...part })).toEqual([expect.stringContaining(message)]);
  });
});
