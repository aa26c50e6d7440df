import { describe, expect, it } from 'vitest';
import { deprecation } from '../src/deprecation.ts';
import { compiled, issues } from './configuration.ts';

const config = (configuration: unknown) => compiled(deprecation, configuration).plugins[0]?.config;

describe('deprecation', () => {
  it('moments are written as RFC 9745 and RFC 8594 want them', () => {
    const headers = ['Deprecation:@1688169599', 'Sunset:Sun, 30 Jun 2024 23:59:59 GMT'];
    expect(config({ deprecatedAt: '2023-06-30T23:59:59Z', sunsetAt: '2024-06-30T23:59:59Z' })).toEqual({
      replace: { headers },
      add: { headers },
    });
  });

  it('links are added to those of the upstream', () => {
    const pages = {
      documentation: 'https://a.test/d',
      sunsetPolicy: 'https://a.test/s?x=1,2',
      successor: 'http://b.test',
    };
    expect(config({ deprecatedAt: '2027-01-01', ...pages })).toMatchObject({
      append: {
        headers: [
          'Link:<https://a.test/d>; rel="deprecation", <https://a.test/s?x=1,2>; rel="sunset", <http://b.test>; rel="successor-version"',
        ],
      },
    });
  });

  it.each([
    '2027-02-30',
    '2027-01-01T00:00:00',
    '2027-01-01T00:00:00+01:00',
    'tomorrow',
    '',
    1_800_000_000,
    null,
  ])('%j is no moment', (deprecatedAt) => {
    expect(issues(deprecation, { deprecatedAt })).toEqual([
      expect.stringMatching(/^deprecatedAt: must be a date or a time in UTC/),
    ]);
  });

  it('nothing ends before it is deprecated', () => {
    expect(issues(deprecation, { deprecatedAt: '2027-01-02', sunsetAt: '2027-01-01T23:59:59Z' })).toEqual([
      'sunsetAt: must not be before deprecatedAt',
    ]);
    expect(issues(deprecation, { deprecatedAt: '2027-01-02', sunsetAt: '2027-01-02' })).toEqual([]);
  });

  it.each([
    'javascript:alert(1)',
    'https://a.test/>; rel="x',
    'https://a.test/ b',
    'https://a.test/\r\nX: 1',
    'a.test',
    'https://',
  ])('attack 41: %j is no link', (successor) => {
    expect(issues(deprecation, { deprecatedAt: '2027-01-01', successor })).toEqual([
      expect.stringMatching(/^successor: must be an http or https address/),
    ]);
  });
});
