import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { service } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, documentOf, importAs, startGatewayManager, type GatewayManager } from './harness.ts';

let manager: GatewayManager;
beforeAll(async () => void (manager = await startGatewayManager()));
afterAll(() => manager.stop());

const largest = join(import.meta.dirname, '../../../../shared/specs/googleapis.com_compute.json');
const present = existsSync(largest);
const query =
  'query ($apiId: ID!, $ids: [ID!]!) { operationDefinitions(apiId: $apiId, operationIds: $ids) { operationId definition reason } }';

async function importOurs(slug: string, document: string) {
  const input = { projectId: manager.ours.projectId, slug, document };
  const { imported } = await importAs(manager, manager.actors.publisher, input);
  const { id = '', operations = [] } = imported?.api ?? {};
  return { apiId: id, ids: operations.map((operation) => operation.id) };
}

describe('definitions of operations', () => {
  it('are for managers, within the organisation they work for', async () => {
    const { apiId, ids } = await importOurs('defined', documentOf({ '/a/{id}': ['get'] }));
    const policy = service('policy', manager.ours.id);
    expect((await manager.ask(policy, query, { apiId, ids })).data).toEqual({
      operationDefinitions: [
        {
          operationId: ids[0],
          definition: {
            parameters: [],
            responses: { 200: { description: 'ok', headers: {}, content: {} } },
            schemas: {},
          },
          reason: null,
        },
      ],
    });
    expect(await codeOf(manager.ask(manager.actors.publisher, query, { apiId, ids }))).toBe('FORBIDDEN');
    const foreign = await manager.ask(service('policy', manager.theirs.id), query, { apiId, ids });
    const random = await manager.ask(policy, query, { apiId: uuid(), ids });
    expect(foreign.errors).toEqual(random.errors);
    expect(foreign.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  it('are refused beyond 2,000 at once', async () => {
    const ids = Array.from({ length: 2_001 }, () => uuid());
    const asked = manager.ask(service('policy', manager.ours.id), query, { apiId: uuid(), ids });
    expect(await codeOf(asked)).toBe('LIMIT_EXCEEDED');
  });

  it.skipIf(!present)(
    `of a document of 3 MB come in seconds and stall nothing${present ? '' : ' (skipped: ../shared/specs is absent)'}`,
    async () => {
      const { apiId, ids } = await importOurs('large', readFileSync(largest, 'utf8'));
      expect(ids.length).toBeGreaterThan(700);
      let longest = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 5);
      const began = performance.now();
      const { data } = await manager.ask(service('policy', manager.ours.id), query, { apiId, ids });
      clearInterval(timer);
      expect(data).toMatchObject({ operationDefinitions: { length: ids.length } });
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(longest).toBeLessThan(1_000);
    },
    60_000,
  );
});
