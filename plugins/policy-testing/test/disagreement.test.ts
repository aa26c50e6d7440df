import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Policy } from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import { testPolicy } from '../src/index.ts';
import answers from './policies/answers.ts';
import headers from './policies/headers.ts';

const source = new URL('./policies/headers.ts', import.meta.url);

describe('testPolicy', () => {
  it('fails with every difference, and with what the gateway logged', async () => {
    const changed: Policy = {
      ...(headers as unknown as Policy),
      onRequest: (ctx) => ctx.request.setHeader('X-Only', 'in Node'),
      onResponse: (ctx) => ctx.response.setStatus(404),
    };
    await expect(
      testPolicy(changed, { config: {}, source, request: { headers: { 'X-A': '1' } } }),
    ).rejects.toThrow(
      /headers does not do the same[^]*header x-copy-A towards[^]*in Node: +none[^]*on the gateway: +"1"[^]*header x-only[^]*status of the answer[^]*404[^]*200[^]*the gateway logged/i,
    );
  });

  it('asks for the file of handlers that come without their translation', async () => {
    await expect(testPolicy(headers, { config: {} })).rejects.toThrow('source: new URL(');
  });

  it('tells where a handler cannot be translated, and what to write instead', async () => {
    await expect(
      testPolicy(answers, { config: {}, source: new URL('./policies/refused.ts', import.meta.url) }),
    ).rejects.toThrow(/refused\.ts:\d+:\d+ .*\n +instead: /);
  });

  it('refuses a configuration with the path of what is wrong', async () => {
    const config = { names: 'x' } as unknown as { names: string[] };
    await expect(testPolicy(headers, { config, source })).rejects.toThrow('names: ');
  });

  it('says which gateway it runs on, and leaves nothing running', async () => {
    const { output, code } = await runAlone({});
    expect(output).toContain('testPolicy runs on the EMULATOR');
    expect(code).toBe(0);
  });

  it('runs on the Kong of KONG_ADMIN_URL, takes away what it wrote, and needs both addresses', async () => {
    const { startEmulator } = await import('@apim/kong-emulator/emulator');
    const { onFreePort } = await import('../src/free-port.ts');
    const gateway = await onFreePort((proxyPort) =>
      onFreePort((adminPort) => startEmulator({ proxyPort, adminPort, database: true })),
    );
    try {
      const kong = { KONG_ADMIN_URL: gateway.adminUrl, KONG_PROXY_URL: gateway.proxyUrl };
      const { output, code } = await runAlone(kong);
      expect(output).toContain(`testPolicy runs on the Kong of ${gateway.adminUrl}`);
      expect(code).toBe(0);
      for (const kind of ['services', 'routes', 'plugins', 'consumers', 'key-auths']) {
        const list = await fetch(`${gateway.adminUrl}/${kind}`);
        expect(await list.json(), kind).toMatchObject({ data: [] });
      }
      expect((await runAlone({ KONG_ADMIN_URL: gateway.adminUrl })).output).toContain('set both');
    } finally {
      await gateway.close();
    }
  });
});

/** `alone.ts` as a program of its own. */
async function runAlone(kong: Record<string, string>): Promise<{ output: string; code: number }> {
  const { KONG_ADMIN_URL: _, KONG_PROXY_URL: __, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    ['--import', '@oxc-node/core/register', join(import.meta.dirname, 'alone.ts')],
    { env: { ...environment, ...kong }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  const [code] = (await once(child, 'close')) as [number];
  return { output, code };
}
