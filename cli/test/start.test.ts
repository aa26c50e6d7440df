import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { startInstallation, type TestInstallation } from './installation.ts';

const PORT_OFFSET = 10_600;
let installation: TestInstallation | undefined;

afterAll(async () => {
  await installation?.end();
  await installation?.remove();
});

/** Processes that name the installation's folder or ports. */
function processesOf(home: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return all.filter(
    (line) =>
      (line.includes(home) || line.includes(`--proxy-port ${8000 + PORT_OFFSET}`)) &&
      !line.includes('ps -eo'),
  );
}

describe('the local start', () => {
  it('starts, and says what runs where, with the sign-in', async () => {
    installation = await startInstallation(PORT_OFFSET);
    expect(installation.output()).toMatch(/Developer portal\s+http:\/\/localhost:13600/);
    expect(installation.output()).toMatch(/Sign in as admin@apim\.local with the password \S+/);
  }, 120_000);

  it('refuses a second one in the same place, naming the process', async () => {
    const { home, process: running } = installation as TestInstallation;
    await expect(startInstallation(PORT_OFFSET, { home })).rejects.toThrow(
      `running already, as process ${running.pid}`,
    );
  });

  it('recovers by itself after it was killed hard, with all data', async () => {
    const { home } = installation as TestInstallation;
    const token = await (installation as TestInstallation).token();
    await installation?.end('SIGKILL');
    installation = await startInstallation(PORT_OFFSET, { home });
    expect(await installation.token()).toBe(token);
    const answer = await fetch(`http://127.0.0.1:${4000 + PORT_OFFSET}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"query":"{ project(slug: \\"demo\\") { apis { nodes { slug publication { slug } } } } }"}',
    });
    expect(await answer.json()).toEqual({
      data: { project: { apis: { nodes: [{ slug: 'orders', publication: { slug: 'orders' } }] } } },
    });
    expect((await fetch(`http://127.0.0.1:${8000 + PORT_OFFSET}/orders/orders`)).status).toBe(401);
  }, 120_000);

  it('leaves no secret in its log', async () => {
    const { home } = installation as TestInstallation;
    const log = await readFile(`${home}/logs/apim.log`, 'utf8');
    const secrets = JSON.parse(await readFile(`${home}/secrets.json`, 'utf8')) as Record<string, string>;
    for (const name of ['databasePassword', 'adminPassword', 'bffClientSecret', 'ingestToken'])
      expect(log).not.toContain(secrets[name]);
    expect(log).not.toContain(await (installation as TestInstallation).token());
  });

  it('leaves no process behind when it is interrupted', async () => {
    const { home } = installation as TestInstallation;
    expect(processesOf(home).length).toBeGreaterThan(3);
    // npm passes on what the terminal has sent already.
    installation?.process.kill('SIGINT');
    await installation?.end('SIGINT');
    expect(processesOf(home)).toEqual([]);
  }, 30_000);

  it('names a port that another program holds', async () => {
    const { home } = installation as TestInstallation;
    const other = createServer().listen(8000 + PORT_OFFSET, '127.0.0.1');
    await expect(startInstallation(PORT_OFFSET, { home })).rejects.toThrow(
      /Port 18600 \(the gateway's proxy\) is in use by another program/,
    );
    other.close();
  });
});
