import { describe, expect, it } from 'vitest';
import { accessList } from '../src/access-list.ts';
import { geoFilter } from '../src/geo-filter.ts';
import { mtlsHeader } from '../src/mtls-header.ts';
import { compiled, issues } from './configuration.ts';

describe('access list', () => {
  it.each([
    [{}, 'allow: give allow, deny or both'],
    [{ allow: {} }, 'allow.plans: give at least one'],
    [{ deny: { plans: [] } }, 'deny.plans: give at least one'],
    [{ allow: { groups: ['api-A1'] } }, 'allow.groups[0]: is a group of the platform itself'],
    [{ allow: { groups: ['plan-gold'] } }, 'allow.groups[0]: is a group of the platform itself'],
    [{ allow: { groups: ['a, api-A1'] } }, 'allow.groups[0]: must be 1 to 100'],
    [{ allow: { plans: ['a]]b'] } }, 'allow.plans[0]: must be 1 to 100'],
    [{ allow: { applications: ["a'b"] } }, 'allow.applications[0]: must be 1 to 100'],
    [{ allow: { plans: ['a'], consumers: ['a'] } }, 'allow.consumers: is no setting'],
  ])('%j is refused', (configuration, message) => {
    expect(issues(accessList, configuration)).toEqual([expect.stringContaining(message)]);
  });

  it('asks for the subscription whatever it lists', () => {
    for (const given of [{ allow: { groups: ['a'] } }, { deny: { plans: ['b'] } }]) {
      expect(compiled(accessList, given).plugins).toEqual([
        { name: 'acl', config: { allow: ['api-A1'], hide_groups_header: false } },
      ]);
    }
  });
});

describe('geo filter', () => {
  const list = { name: 'Here', cidrs: ['198.51.100.0/24'] };
  const many = (count: number) => Array.from({ length: count }, (_, at) => `10.${at >> 8}.${at & 255}.0/25`);

  it.each([
    [
      { lists: [{ name: 'DE', cidrs: ['DE'] }], allow: ['DE'] },
      'lists[0].cidrs[0]: names a country, which the gateway cannot look up',
    ],
    [
      { lists: [{ name: 'a', cidrs: ['1.2.3.4/33'] }], allow: ['a'] },
      'lists[0].cidrs[0]: must be an IP address',
    ],
    [{ lists: [{ name: 'a]]', cidrs: ['1.2.3.4'] }], allow: ['a]]'] }, 'lists[0].name: must be 1 to 50'],
    [{ lists: [list] }, 'allow: give at least one list'],
    [{ lists: [list], allow: ['There'] }, 'allow[0]: there is no list "There"'],
    [{ lists: [list], allow: ['Here'], deny: ['There'] }, 'deny[0]: there is no list "There"'],
    [{ lists: [list, list], allow: ['Here'] }, 'lists[1].name: names Here a second time'],
    [{ lists: [list, { ...list, name: 'There' }], allow: ['Here'] }, 'lists[1].name: is used neither'],
    [
      {
        lists: [
          { name: 'a', cidrs: many(3000) },
          { name: 'b', cidrs: many(2001) },
        ],
        allow: ['a', 'b'],
      },
      'lists: holds 5001 ranges',
    ],
    [{ lists: [list], deny: ['Here'], status: 200 }, 'status: '],
    [{ lists: [list], countries: ['DE'], deny: ['Here'] }, 'countries: is no setting'],
  ])('is refused with its reason (%#)', (configuration, message) => {
    expect(issues(geoFilter, configuration)[0]).toContain(message);
  });

  it('5,000 ranges are 80 KB of code', () => {
    const given = { lists: [{ name: 'a', cidrs: many(5000) }], allow: ['a'] };
    expect(issues(geoFilter, given)).toEqual([]);
    const [fragment] = compiled(geoFilter, given).functions;
    expect(JSON.stringify(fragment?.data).length).toBeLessThan(81_000);
  });
});

describe('client certificates behind a proxy', () => {
  const proxy = { trustedProxies: ['10.0.0.1'] };

  it.each([
    [{ trustedProxies: [] }, 'trustedProxies: '],
    [{ trustedProxies: ['proxy.example.com'] }, 'trustedProxies[0]: must be an IP address'],
    [{ ...proxy, fingerprints: [] }, 'fingerprints: '],
    [{ ...proxy, fingerprints: ['ab'] }, 'fingerprints[0]: must be a SHA-1 or SHA-256 fingerprint'],
    [{ ...proxy, fingerprints: [`${'a'.repeat(39)}g`] }, 'fingerprints[0]: must be a SHA-1'],
    [{ ...proxy, subjects: ['CN=a\r\n'] }, 'subjects[0]: must be printable'],
    [{ ...proxy, resultValue: '' }, 'resultValue: '],
    [{ ...proxy, resultHeader: 'Authorization' }, 'resultHeader: carries what callers'],
    [{ ...proxy, resultHeader: 'X-Consumer-ID' }, 'resultHeader: is reserved'],
    [{ ...proxy, subjectHeader: 'x-ssl-client-verify' }, 'subjectHeader: is the header of another fact'],
  ])('%j is refused', (configuration, message) => {
    expect(issues(mtlsHeader, configuration)).toEqual([expect.stringContaining(message)]);
  });
});
