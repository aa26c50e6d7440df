import { anonymous } from '@apim/kit/actor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPolicy, type PolicyManager } from '../../test/policy.ts';

let manager: PolicyManager;
beforeAll(async () => void (manager = await startPolicy()));
afterAll(() => manager.stop());

interface Described {
  name: string;
  scopes: string[];
  direction: string;
  configurationSchema: { properties: Record<string, { description?: string }> };
  examples: { configuration: unknown }[];
}

describe('the library', () => {
  it('shows each policy with its scopes, its schema and examples that can be attached as they are', async () => {
    const tenant = manager.tenant();
    const { data } = await manager.ask<{ policies: Described[] }>(
      tenant.viewer,
      '{ policies { name title summary version direction scopes configurationSchema examples { title configuration } } }',
    );
    expect(data.policies.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['api-key', 'field-masking', 'header-injection', 'ip-filter', 'rate-limit']),
    );
    for (const { name, examples, configurationSchema } of data.policies) {
      expect(Object.values(configurationSchema.properties).every(({ description }) => description)).toBe(
        true,
      );
      for (const { configuration } of examples) {
        const answer = await manager.attach(tenant.owner, name, 'PROJECT', tenant.projectId, configuration);
        expect(answer.errors).toBeUndefined();
      }
    }
  });

  it('finds a policy by its name, also as an entity', async () => {
    const { viewer } = manager.tenant();
    const { data } = await manager.ask(viewer, '{ policy(name: "rate-limit") { title direction } }');
    expect(data).toEqual({ policy: { title: 'Rate limit', direction: 'INBOUND' } });
    const entity =
      '{ _entities(representations: [{ __typename: "Policy", name: "rate-limit" }]) { ... on Policy { title } } }';
    expect((await manager.ask(viewer, entity)).data).toEqual({ _entities: [{ title: 'Rate limit' }] });
    expect((await manager.ask(anonymous, entity)).data).toEqual({ _entities: [null] });
    expect(errorOf(await manager.ask(viewer, '{ policy(name: "constructor") { title } }'))?.code).toBe(
      'NOT_FOUND',
    );
  });

  it('is not shown to visitors', async () => {
    expect(errorOf(await manager.ask(anonymous, '{ policies { name } }'))?.code).toBe('UNAUTHENTICATED');
  });
});
