import { expect } from 'vitest';
import { geoFilter } from '../../src/geo-filter.ts';
import { policyCases, type AgreeCase } from '../policy-cases.ts';

type Case = AgreeCase<typeof geoFilter.configuration>;

const config = {
  lists: [
    { name: 'Here', cidrs: ['198.51.100.0/24', '2001:db8:1::/48', '192.0.2.7'] },
    { name: 'Not here', cidrs: ['198.51.100.64/26'] },
  ],
  allow: ['Here'],
  deny: ['Not here'],
  status: 451,
  message: 'Not "here" ]] $(x)\\n\n',
};
const served: Case['expect'] = ({ response }) => expect(response.status).toBe(200);
const rejected: Case['expect'] = ({ upstreamRequest, response }) => {
  expect(upstreamRequest).toBeUndefined();
  expect(response.status).toBe(451);
  expect(JSON.parse(response.body)).toEqual({ message: config.message });
};

export default policyCases(geoFilter, {
  'a client of a list is served': { config, clientAddress: '198.51.100.63', expect: served },
  'a single address is a list': { config, clientAddress: '192.0.2.7', expect: served },
  'a client of IPv6 is served': { config, clientAddress: '2001:db8:1:ffff::1', expect: served },
  'who is in no list is rejected': { config, clientAddress: '192.0.2.8', expect: rejected },
  'who is in no list of IPv6 is rejected': { config, clientAddress: '2001:db8:2::1', expect: rejected },
  'who is in a list that is denied is rejected': {
    config,
    clientAddress: '198.51.100.64',
    expect: rejected,
  },
  'without lists to be in, others are served': {
    config: { lists: [config.lists[1] ?? config.lists[0]!], deny: ['Not here'] },
    clientAddress: '192.0.2.8',
    expect: served,
  },
});
