import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './support/client.ts';
import { until } from './support/sinks.ts';

describe('syslog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'syslog-'));
  const file = join(folder, 'lines');
  const path = process.env.PATH;
  let fixture: Fixture;

  beforeAll(async () => {
    // Stands for the machine's own, which would write into its log.
    writeFileSync(
      join(folder, 'logger'),
      `#!/bin/sh\nwhile read -r line; do printf "%s %s\\n" "$*" "$line" >> ${file}; done\n`,
    );
    chmodSync(join(folder, 'logger'), 0o755);
    process.env.PATH = `${folder}:${path ?? ''}`;
    fixture = await startFixture({});
    await fixture.admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await fixture.admin('PUT', '/routes/r', { paths: ['/r'], service: { name: 's' } });
    await fixture.admin('POST', '/plugins', {
      name: 'syslog',
      config: {
        facility: 'local3',
        log_level: 'warning',
        client_errors_severity: 'notice',
        server_errors_severity: 'err',
        successful_severity: 'crit',
      },
    });
  });
  afterAll(async () => {
    await fixture.close();
    process.env.PATH = path;
    rmSync(folder, { recursive: true, force: true });
  });

  it('reports by the kind of the answer, what is urgent enough, and each request in one line', async () => {
    const lines = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []);
    await fixture.proxy('/r/status/404/x');
    await fixture.proxy('/r/x', { headers: { 'x-a': '$(id) `id`; \\n' } });
    await fixture.proxy('/r/status/500/x');
    await until(() => lines().length === 2);
    const priorities = lines().map((line) => /--priority (\S+)/.exec(line)?.[1]);
    expect(priorities.sort()).toEqual(['local3.crit', 'local3.err']);
    const first = lines().find((line) => line.includes('local3.crit')) ?? '';
    expect(JSON.parse(first.slice(first.indexOf('{')))).toMatchObject({
      request: { headers: { 'x-a': '$(id) `id`; \\n' } },
    });
  });
});
