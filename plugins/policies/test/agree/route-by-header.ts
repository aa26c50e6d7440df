import { expect } from 'vitest';
import { routeByHeader } from '../../src/route-by-header.ts';
import { policyCases } from '../policy-cases.ts';

const config = {
  rules: [
    { header: 'X-Test', match: 'present' as const, upstream: 'http://test.example.com:8080' },
    { header: 'X-Region', values: ['eu', 'ch'], upstream: 'https://eu.example.com' },
    {
      header: 'User-Agent',
      match: 'prefix' as const,
      values: ['app/3.', ']] .. "'],
      upstream: 'http://v3.test',
    },
  ],
};
const goesTo = (headers: Record<string, string | string[]>, name: string | undefined) => ({
  config,
  request: { path: '/a?b=1', headers },
  expect: ({
    upstreamRequest,
  }: {
    upstreamRequest: { upstream: string | undefined; path: string } | undefined;
  }) => expect(upstreamRequest).toMatchObject({ upstream: name, path: '/a' }),
});

export default policyCases(routeByHeader, {
  'a value leads to its upstream': goesTo({ 'x-region': 'ch' }, 'rule-1'),
  'upper and lower case differ': goesTo({ 'X-Region': 'CH' }, undefined),
  'the first rule counts': goesTo({ 'X-Region': 'eu', 'X-Test': '0' }, 'rule-0'),
  'the beginning of a value can lead': goesTo({ 'User-Agent': 'app/3.14' }, 'rule-2'),
  'a dot is a dot': goesTo({ 'User-Agent': 'app/3x' }, undefined),
  'attack 41: odd values are data': goesTo({ 'User-Agent': ']] .. "$(x)' }, 'rule-2'),
  'the first of several values counts': goesTo({ 'X-Region': ['us', 'eu'] }, undefined),
  'all others go to the API’s own upstream': goesTo({}, undefined),
});
