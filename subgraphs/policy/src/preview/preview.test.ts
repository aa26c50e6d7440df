import { anonymous, type ActorClaims } from '@apim/kit/actor';
import { member } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPolicy, type PolicyManager } from '../../test/policy.ts';
import { policySource } from '../../test/policy-source.ts';

let manager: PolicyManager;
beforeAll(async () => void (manager = await startPolicy()));
afterAll(() => manager.stop());

const preview = (actor: ActorClaims, projectId: string, policy: string, configuration: unknown) =>
  manager.ask<{
    policyPreview: { version: string; plugins: { plugin: string }[]; issues: { path: string }[] };
  }>(
    actor,
    `query ($input: PolicyPreviewInput!) { policyPreview(input: $input) {
      version plugins { phase plugin summary configuration } issues { severity code path message } } }`,
    { input: { policy, projectId, configuration } },
  );

describe('a preview', () => {
  it('shows what a configuration would compile to, or each thing wrong with it', async () => {
    const { viewer, owner, projectId } = manager.tenant();
    const limit = await preview(viewer, projectId, 'rate-limit', { minute: 5 });
    expect(limit.data.policyPreview).toMatchObject({
      plugins: [{ plugin: 'rate-limiting', configuration: { minute: 5 } }],
      issues: [],
    });
    const wrong = await preview(viewer, projectId, 'rate-limit', { minute: -1, colour: 'red' });
    expect(wrong.data.policyPreview).toMatchObject({
      plugins: [],
      issues: [{ path: 'minute' }, { path: 'colour' }],
    });
    await manager.publish(owner, projectId, policySource(), { name: 'greeting', version: '1.0.0' });
    const own = await preview(viewer, projectId, 'greeting', {});
    expect(own.data.policyPreview).toMatchObject({
      version: '1.0.0',
      plugins: [{ plugin: 'response-transformer', summary: 'Greets in X-Greeting' }],
    });
    expect(errorOf(await preview(viewer, projectId, 'nothing', {}))?.code).toBe('POLICY_UNKNOWN');
  });

  it('is of the own organisation’s projects, as far as the caller may read policies there; others do not exist', async () => {
    const { projectId, organizationId } = manager.tenant();
    for (const actor of [manager.tenant().owner, member(organizationId, 'viewer', uuid())]) {
      const ask = async (id: string) => errorOf(await preview(actor, id, 'rate-limit', { minute: 5 }));
      const [foreign, random] = [await ask(projectId), await ask(uuid())];
      expect(foreign?.code).toBe('NOT_FOUND');
      expect(foreign?.message.replace(/"[^"]*"/, '')).toBe(random?.message.replace(/"[^"]*"/, ''));
    }
    expect(errorOf(await preview(anonymous, projectId, 'rate-limit', { minute: 5 }))?.code).toBe(
      'UNAUTHENTICATED',
    );
  });
});
