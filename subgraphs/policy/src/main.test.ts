import { readFile } from 'node:fs/promises';
import { ACTOR_HEADER } from '@apim/kit/actor';
import { describedColumns, liveColumns } from '@apim/kit/testing/prisma-tables';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPolicy, type PolicyManager } from '../test/policy.ts';
import { start } from './main.ts';
import { printSdl } from './schema.ts';

let manager: PolicyManager;
beforeAll(async () => void (manager = await startPolicy()));
afterAll(() => manager.stop());

const post = (body: string, actor?: string) =>
  fetch(`${manager.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(actor && { [ACTOR_HEADER]: actor }) },
    body,
  });

describe('the policy manager called directly', () => {
  const body = JSON.stringify({ query: '{ policies { name } }' });

  it('answers 401 without a signed actor, _service and _entities included', async () => {
    expect((await post(body)).status).toBe(401);
    expect((await post(JSON.stringify({ query: '{ _service { sdl } }' }))).status).toBe(401);
    const entities = '{ _entities(representations: []) { __typename } }';
    expect((await post(JSON.stringify({ query: entities }))).status).toBe(401);
  });

  it('answers 401 to an actor signed for another manager or another body', async () => {
    const { owner } = manager.tenant();
    const signer = await manager.keys.signer('bff');
    expect((await post(body, await signer.sign(owner, 'gateway', body))).status).toBe(401);
    expect((await post(`${body} `, await signer.sign(owner, 'policy', body))).status).toBe(401);
    expect((await post(body, await signer.sign(owner, 'policy', body))).status).toBe(200);
  });
});

describe('the policy manager’s start', () => {
  it('leaves tables that match the Prisma schema', async () => {
    const described = await describedColumns(new URL('../prisma/schema.prisma', import.meta.url));
    expect(described).not.toEqual([]);
    expect(await liveColumns(manager.databaseUrl)).toEqual(described);
  });

  it('publishes the SDL that is committed', async () => {
    const committed = await readFile(new URL('../schema.graphql', import.meta.url), 'utf8');
    expect(await printSdl()).toBe(committed);
  });

  it('serves without Redis', async () => {
    const { settings } = manager;
    const { owner, apiId } = manager.tenant();
    const lines: string[] = [];
    const server = await start(
      { ...settings, REDIS_URL: 'redis://127.0.0.1:9' },
      { logDestination: { write: (line: string) => void lines.push(line) } },
    );
    const ready = await fetch(`${server.url}/ready`);
    await vi.waitFor(
      async () => {
        await manager.attach(owner, 'rate-limit', 'API', apiId, { minute: 1 });
        expect(lines.join()).toContain('Redis is away');
      },
      { timeout: 10_000, interval: 100 },
    );
    await server.stop();
    expect(ready.status).toBe(200);
  });

  it('is refused without its settings, naming each', async () => {
    await expect(start({ PORT: '0' })).rejects.toThrow(/DATABASE_URL is not set/);
  });
});
