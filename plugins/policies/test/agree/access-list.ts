import { testApi } from '../../../policy-testing/src/compile.ts';
import { expect } from 'vitest';
import { accessList } from '../../src/access-list.ts';
import { policyCases, type AgreeCase } from '../policy-cases.ts';

type Case = AgreeCase<typeof accessList.configuration>;

const subscribed = `api-${testApi.id}`;
const caller = (...groups: string[]) => ({ username: 'application-a1', groups });
const config = {
  allow: { plans: ['gold'], groups: ['partners'] },
  deny: { applications: ['a2'], groups: ['trial'] },
};
const served: Case['expect'] = ({ upstreamRequest, response }) => {
  expect(response.status).toBe(200);
  expect(upstreamRequest?.headers).not.toHaveProperty('x-consumer-groups');
};
const rejected =
  (status = 403): Case['expect'] =>
  ({ upstreamRequest, response }) => {
    expect(upstreamRequest).toBeUndefined();
    expect(response.status).toBe(status);
  };

export default policyCases(accessList, {
  'a subscribed application of a listed plan is served': {
    config,
    consumer: caller(subscribed, 'plan-gold'),
    expect: served,
  },
  'so is one of a listed group': {
    config,
    consumer: caller('partners', subscribed, 'x'),
    expect: served,
  },
  'the subscription is asked for all the same': {
    config,
    consumer: caller('plan-gold', 'partners'),
    expect: rejected(),
  },
  'a subscribed application of another plan is rejected': {
    config,
    consumer: caller(subscribed, 'plan-golden', 'gold', 'partner'),
    expect: rejected(),
  },
  'a group that is denied wins': {
    config,
    consumer: caller(subscribed, 'partners', 'trial'),
    expect: rejected(),
  },
  'an application that is denied is rejected': {
    config,
    consumer: { ...caller(subscribed, 'partners'), username: 'application-a2' },
    expect: rejected(),
  },
  'an application that is listed is served, others are not': {
    config: { allow: { applications: ['a1'] } },
    consumer: caller(subscribed),
    expect: served,
  },
  'with a list of the denied alone, others are served': {
    config: { deny: { groups: ['trial'] } },
    consumer: caller(subscribed),
    expect: served,
  },
  'groups that the client claims count for nothing': {
    config,
    consumer: caller(subscribed),
    request: { headers: { 'X-Consumer-Groups': 'partners', 'X-Authenticated-Groups': 'partners' } },
    expect: rejected(),
  },
  'a thousand headers hide no group': {
    config: { deny: { groups: ['trial'] } },
    consumer: caller(subscribed, 'trial'),
    request: { headers: Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`X-${index}`, 'a'])) },
    expect: rejected(),
  },
  'nobody is served without being known': { config, expect: rejected(401) },
});
