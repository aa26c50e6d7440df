import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { missingPlugins, testPolicy } from '@apim/policy-testing';
import type { Policy } from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import { registry } from '../src/registry.ts';
import { commonExchanges } from './common-exchanges.ts';
import type { PolicyCases } from './policy-cases.ts';
import { sampleOperation } from './sample-operation.ts';

const handlers = ['onEarlyRequest', 'onRequest', 'onResponse', 'onResponseBody'] as const;

async function casesOf(name: string): Promise<PolicyCases> {
  const file = join(import.meta.dirname, `agree/${name}.ts`);
  if (!existsSync(file)) return { policy: name, cases: {} };
  return ((await import(file)) as { default: PolicyCases }).default;
}

for (const policy of registry.list()) {
  const { policy: named, cases } = await casesOf(policy.name);
  const missing = await missingPlugins(policy);
  const skipped = missing.length === 0 ? '' : ` (skipped: this gateway has no ${missing.join(', ')})`;

  describe(`policy ${policy.name} on a gateway`, () => {
    it('has cases that show what it promises', () => {
      const remedy = `write plugins/policies/test/agree/${policy.name}.ts: export default policyCases(thePolicy, { 'what it promises': { config, request, upstream, expect({ upstreamRequest, response }) { … } } })`;
      expect(Object.keys(cases), remedy).not.toEqual([]);
      expect(named).toBe(policy.name);
    });

    for (const [title, given] of Object.entries(cases)) {
      it.skipIf(skipped)(`${title}${skipped}`, async () => {
        if (typeof given === 'function') return given((one) => testPolicy(policy, one));
        const { expect: check, ...one } = given;
        check(await testPolicy(policy, one));
      });
    }

    for (const { title, configuration } of policy.examples) {
      for (const [exchange, messages] of Object.entries(exchangesFor(policy))) {
        it.skipIf(skipped)(`example "${title}": ${exchange}${skipped}`, async () => {
          const { response } = await testPolicy(policy, {
            config: configuration,
            ...(policy.perOperation && { operation: sampleOperation }),
            ...messages,
          });
          expect(response.status).toBeGreaterThanOrEqual(200);
        });
      }
    }
  });
}

/** Without handlers there is nothing to compare: an example must be taken and serve. */
function exchangesFor(policy: Policy): typeof commonExchanges {
  if (handlers.some((name) => policy[name] !== undefined)) return commonExchanges;
  return { 'a plain request': commonExchanges['a plain request'] ?? {} };
}
