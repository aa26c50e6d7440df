import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load, loadText } from './load.ts';
import { startUpstream } from './upstream.ts';

const checked = fileURLToPath(new URL('./scripts/checked.ts', import.meta.url));
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let reports: string;

beforeAll(async () => {
  upstream = await startUpstream();
  reports = await mkdtemp(join(tmpdir(), 'load-reports-'));
});

afterAll(async () => {
  await upstream.stop();
  await rm(reports, { recursive: true });
});

const run = (env: NodeJS.ProcessEnv = {}) =>
  load([checked, '--target', upstream.url, '--reports', reports], env);
const runText = (script: string, signalAfterMs?: number) =>
  loadText(script, ['--target', upstream.url], {}, signalAfterMs);

describe('the runner without k6', () => {
  it('says so, and runs setup, all iterations and teardown with their checks and metrics', async () => {
    const before = upstream.paths.length;
    const { code, stdout, stderr } = await run();
    expect(stderr).toContain('k6 is not on the PATH');
    expect(stdout).toContain('✓ greeting came back (6 of 6)');
    expect(stdout).toContain('✓ form arrived (6 of 6)');
    expect(stdout).toMatch(/checks: rate=1 passes=30 fails=0/);
    expect(stdout).toMatch(/seen: count=6/);
    expect(stdout).toMatch(/http_req_failed: rate=0/);
    expect(code).toBe(0);
    const paths = upstream.paths.slice(before);
    expect(paths.filter((path) => path === 'GET /list?n=1')).toHaveLength(6);
    expect(paths.at(0)).toBe('GET /setup');
    expect(paths.at(-1)).toBe('DELETE /teardown?greeting=hello');
  });

  it('ends with 99 when a threshold on a tagged sub-metric fails', async () => {
    const { code, stdout } = await run({ LIMIT: '0' });
    expect(stdout).toContain('✗ p(95)<0');
    expect(code).toBe(99);
  });

  it('a check that does not hold is counted and fails its threshold', async () => {
    const { code, stdout } = await runText(`
      import { check } from 'k6';
      export const options = { iterations: 4, thresholds: { checks: ['rate>=0.75'] } };
      export default () => { check(__ITER, { small: (n) => n < 2 }); };`);
    expect(stdout).toContain('✗ small (2 of 4)');
    expect(code).toBe(99);
  });

  it('a request without an answer has status 0 and counts as failed', async () => {
    const { code, stdout } = await runText(`
      import { check } from 'k6'; import http from 'k6/http';
      export const options = { thresholds: { http_req_failed: ['rate==1'], checks: ['rate==1'] } };
      export default () => { check(http.get('http://127.0.0.1:9'), { none: (r) => r.status === 0 && r.error === 'ECONNREFUSED' }); };`);
    expect(stdout).toContain('✓ none (1 of 1)');
    expect(code).toBe(0);
  });

  it('virtual users wait for answers side by side', async () => {
    const { stdout, code } = await runText(`
      import http from 'k6/http';
      export const options = { vus: 4, iterations: 16, thresholds: { http_reqs: ['count==16'] } };
      export default () => { http.get(__ENV.TARGET + '/slow'); };`);
    expect(stdout).toContain('✓ count==16');
    expect(upstream.peakOfOpenRequests()).toBe(4);
    expect(code).toBe(0);
  });

  it('constant-vus ends with its duration, constant-arrival-rate counts what it drops', async () => {
    const { stdout, code } = await runText(`
      import http from 'k6/http';
      export const options = {
        scenarios: {
          steady: { executor: 'constant-vus', vus: 1, duration: '500ms', exec: 'steady' },
          arrivals: { executor: 'constant-arrival-rate', rate: 20, timeUnit: '1s', duration: '1s', preAllocatedVUs: 1, maxVUs: 2, exec: 'slow' },
        },
        thresholds: {
          'iterations{scenario:steady}': ['count>5'],
          'iterations{scenario:arrivals}': ['count>=3', 'count<=12'],
          dropped_iterations: ['count>=3'],
        },
      };
      export function steady() { http.get(__ENV.TARGET + '/list'); }
      export function slow() { http.get(__ENV.TARGET + '/slow'); }`);
    expect(stdout).not.toContain('✗');
    expect(code).toBe(0);
  });

  it('an interrupted run still tears down, and ends with 105', async () => {
    const before = upstream.paths.length;
    const script = `
      import http from 'k6/http'; import { sleep } from 'k6';
      export const options = { vus: 1, duration: '60s' };
      export default () => { http.get(__ENV.TARGET + '/list'); sleep(0.1); };
      export function teardown() { http.get(__ENV.TARGET + '/torn-down'); }`;
    const { code } = await runText(script, 2_000);
    expect(code).toBe(105);
    expect(upstream.paths.slice(before).at(-1)).toBe('GET /torn-down');
  });
});

describe('what is not part of the runner is refused by name', () => {
  it.each([
    [
      'a module of k6',
      "import ws from 'k6/ws'; export default () => ws;",
      107,
      'k6/ws is not part of this runner',
    ],
    [
      'a function of a module',
      "import { cookieJar } from 'k6/http'; export default cookieJar;",
      107,
      'cookieJar is not part of this runner',
    ],
    [
      'a remote import',
      "import x from 'https://example.org/x.js'; export default x;",
      107,
      'https://example.org/x.js is remote',
    ],
    [
      'a module of Node',
      "import fs from 'node:fs'; export default fs;",
      107,
      'node:fs is not part of this runner',
    ],
    [
      'an option',
      'export const options = { stages: [] }; export default () => {};',
      104,
      'The option stages is not part',
    ],
    [
      'an executor',
      "export const options = { scenarios: { up: { executor: 'ramping-vus' } } }; export default () => {};",
      104,
      'The executor ramping-vus of the scenario up is not part of this runner',
    ],
    [
      'a scenario without its function',
      "export const options = { scenarios: { a: { executor: 'constant-vus', duration: '1s', exec: 'b' } } };",
      104,
      'exports no function b',
    ],
    [
      'a metric that does not exist',
      "export const options = { thresholds: { speed: ['avg<1'] } }; export default () => {};",
      104,
      'there is no speed',
    ],
    [
      'a threshold that cannot be read',
      "export const options = { thresholds: { checks: ['fast'] } }; export default () => {};",
      104,
      '"fast" on checks cannot be read',
    ],
  ])('%s', async (_name, script, code, message) => {
    const outcome = await runText(script);
    expect(outcome.stderr).toContain(message);
    expect(outcome.code).toBe(code);
  });

  it('a method of http, at the call', async () => {
    const { stderr } = await runText(
      "import http from 'k6/http'; export default () => { http.cookieJar(); };",
    );
    expect(stderr).toContain('http.cookieJar is not part of this runner');
  });

  it('redirects: k6 would follow them, so the script must say that it wants none', async () => {
    const script = (params: string) =>
      `import http from 'k6/http'; export default () => { http.get(__ENV.TARGET + '/moved', ${params}); };`;
    expect((await runText(script('{}'))).stderr).toContain('follows no redirects');
    expect((await runText(script('{ redirects: 0 }'))).stderr).not.toContain('redirects');
  });
});

describe('the command', () => {
  it('an unknown suite is told with the known ones', async () => {
    const { code, stderr } = await load(['nothing']);
    expect(stderr).toMatch(/There is no suite nothing[^]*Suites: smoke/);
    expect(code).toBe(2);
  });

  it.each([
    [
      'an address in the environment sends no load there',
      [],
      { TARGET: 'http://192.0.2.1' },
      '127.0.0.1:9 does not answer',
    ],
    [
      'a host that is not this machine needs both names',
      ['--target', 'http://192.0.2.1'],
      {},
      'name its GraphQL API too',
    ],
  ])('%s', async (_name, args, env, message) => {
    const api = args.length === 0 ? ['--api', 'http://127.0.0.1:9'] : [];
    const { code, stderr } = await load(['smoke', '--reports', reports, ...args, ...api], {
      APIM_TOKEN: 'none',
      ...env,
    });
    expect(stderr).toContain(message);
    expect(code).toBe(107);
  });

  it('no token is told before anything is called', async () => {
    const { code, stderr } = await load(['smoke', '--reports', reports, '--api', 'http://127.0.0.1:9'], {
      APIM_TOKEN: '',
    });
    expect(stderr).toContain('APIM_TOKEN is not set');
    expect(code).toBe(107);
  });

  it.each([
    [
      'a k6 that runs TypeScript is used, and its exit code is ours; the token is not among its arguments',
      'v1.3.0',
      42,
    ],
    ['an older k6 is not used', 'v0.49.0', 107],
  ])('%s', async (_name, version, expected) => {
    const program = join(reports, 'k6');
    await writeFile(
      program,
      `#!/bin/sh\n[ "$1" = version ] && echo "k6 ${version}" && exit 0\necho "args: $*, $TARGET"\nexit 42\n`,
      { mode: 0o755 },
    );
    const outcome = await load(
      [
        'smoke',
        '--reports',
        reports,
        '--target',
        'http://127.0.0.1:9',
        '--api',
        'http://127.0.0.1:9',
        '--token',
        'mine',
      ],
      { PATH: reports },
    );
    expect(outcome.code).toBe(expected);
    if (expected === 42)
      expect(outcome.stdout).toMatch(/^args: run \S+smoke\.ts, http:\/\/127\.0\.0\.1:9\n$/);
  });
});
