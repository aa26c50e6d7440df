import type { PolicyOutcome } from '@apim/policy-testing';
import { expect } from 'vitest';
import { canary } from '../../src/canary.ts';
import { policyCases } from '../policy-cases.ts';

const upstream = 'https://canary.example.com';
const goesTo =
  (name: string | undefined) =>
  ({ upstreamRequest }: PolicyOutcome): void => {
    expect(upstreamRequest).toMatchObject({ path: '/a' });
    expect(upstreamRequest?.upstream).toBe(name);
  };
const request = (headers: Record<string, string>) => ({ path: '/a', headers });
const force = { header: 'X-Canary', canary: 'always', stable: 'never' };

export default policyCases(canary, {
  'everybody gets a canary of 100 %': {
    config: { upstream, percentage: 100 },
    request: request({}),
    consumer: { username: 'ann' },
    expect: goesTo('canary'),
  },
  'an address counts where no application is known': {
    config: { upstream, percentage: 100 },
    request: request({}),
    clientAddress: '203.0.113.9',
    expect: goesTo('canary'),
  },
  // The digest of "canary:1" is 1850403388, of which the last four figures count.
  'a caller whose digest is below the share gets it': {
    config: { upstream, percentage: 33.89, by: 'header', header: 'X-Customer' },
    request: request({ 'X-Customer': '1' }),
    expect: goesTo('canary'),
  },
  'a caller whose digest is not below the share never does': {
    config: { upstream, percentage: 33.88, by: 'header', header: 'X-Customer' },
    request: request({ 'X-Customer': '1' }),
    expect: goesTo(undefined),
  },
  'who does not say who it is stays': {
    config: { upstream, percentage: 100, by: 'header', header: 'X-Customer' },
    request: request({ 'X-Customer': '' }),
    expect: goesTo(undefined),
  },
  'who asks for the canary gets it': {
    config: { upstream, force },
    request: request({ 'X-Canary': 'always' }),
    expect: goesTo('canary'),
  },
  'who asks against it does not': {
    config: { upstream, percentage: 100, force },
    request: request({ 'X-Canary': 'never' }),
    expect: goesTo(undefined),
  },
  'any other word decides nothing': {
    config: { upstream, percentage: 100, force },
    request: request({ 'X-Canary': 'ALWAYS' }),
    expect: goesTo('canary'),
  },
});
