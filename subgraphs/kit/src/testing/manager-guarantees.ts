import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { ACTOR_HEADER, type ActorClaims } from '../actor.ts';
import type { ManagerName } from '../manager-client.ts';
import type { StartManager, TestManager } from './manager.ts';
import { describedColumns, liveColumns } from './prisma-tables.ts';
import { startTcpProxy } from './tcp-proxy.ts';

export interface ManagerUnderTest {
  name: ManagerName;
  start: StartManager;
  printSdl: () => Promise<string>;
  /** Where `prisma/` and `schema.graphql` are. */
  folder: URL;
  /** The running one; it is asked for when a test runs, after the suite's own set-up. */
  manager: () => TestManager;
  /** Someone who may ask `query`. */
  actor: () => ActorClaims;
  query: string;
  /** Makes a change on the running one, of which others are to hear. */
  change: () => Promise<unknown>;
}

/** The suite of what holds for every manager, whatever its domain. */
export function describeManager({
  name,
  start,
  printSdl,
  folder,
  manager,
  ...asked
}: ManagerUnderTest): void {
  const post = async (query: string, signed?: { for: string; body?: string }) => {
    const body = JSON.stringify({ query });
    const signer = await manager().keys.signer('bff');
    const actor = signed && (await signer.sign(asked.actor(), signed.for, signed.body ?? body));
    const response = await fetch(`${manager().url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(actor && { [ACTOR_HEADER]: actor }) },
      body,
    });
    return response.status;
  };

  describe(`the ${name} manager called directly`, () => {
    it.each([asked.query, '{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'])(
      'answers 401 to %s without a signed actor',
      async (query) => expect(await post(query)).toBe(401),
    );

    it('answers 401 to an actor signed for another manager or another body', async () => {
      expect(await post(asked.query, { for: 'another' })).toBe(401);
      expect(await post(asked.query, { for: name, body: 'another' })).toBe(401);
      expect(await post(asked.query, { for: name })).toBe(200);
    });
  });

  describe(`the ${name} manager’s start`, () => {
    it('leaves tables that match the Prisma schema', async () => {
      const described = await describedColumns(new URL('prisma/schema.prisma', folder));
      expect(described).not.toEqual([]);
      expect(await liveColumns(manager().databaseUrl)).toEqual(described);
    });

    it('publishes the SDL that is committed', async () => {
      expect(await printSdl()).toBe(await readFile(new URL('schema.graphql', folder), 'utf8'));
    });

    it('serves without Redis', async () => {
      const { logged, startAnother } = manager();
      const server = await startAnother({ REDIS_URL: 'redis://127.0.0.1:9' });
      const ready = await fetch(`${server.url}/ready`);
      await vi.waitFor(
        async () => {
          await asked.change();
          expect(logged.join()).toContain('Redis is away');
        },
        { timeout: 10_000, interval: 100 },
      );
      await server.stop();
      expect(ready.status).toBe(200);
    });

    it('says that its database is away, and shows nothing of it', async () => {
      const address = new URL(manager().databaseUrl);
      const proxy = await startTcpProxy({ host: address.hostname, port: Number(address.port) });
      address.port = String(proxy.port);
      const server = await manager().startAnother({ DATABASE_URL: address.href });
      proxy.cut();
      const body = JSON.stringify({ query: asked.query });
      const signer = await manager().keys.signer('bff');
      const actor = await signer.sign(asked.actor(), name, body);
      const headers = { 'content-type': 'application/json', [ACTOR_HEADER]: actor };
      const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
      const { errors } = (await response.json()) as {
        errors: { message: string; extensions: { code: string } }[];
      };
      expect(errors[0]?.extensions.code).toBe('MANAGER_UNAVAILABLE');
      expect(JSON.stringify(errors)).not.toContain(address.port);
      await server.stop();
    });

    it('is refused without its settings, naming each', async () => {
      const started = start({ PORT: '0' }, { logDestination: { write: () => undefined } });
      await expect(started).rejects.toThrow(/DATABASE_URL is not set/);
    });
  });
}
