import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type TestInstallation } from '../../cli/test/installation.ts';
import { load, type LoadOutcome } from './load.ts';

const portOffset = 13_200;
const address = (port: number) => `http://127.0.0.1:${port + portOffset}`;
const apiUrl = address(4000);
let installation: TestInstallation;
let reports: string;
let outcome: LoadOutcome;

async function count(field: 'apis' | 'applications'): Promise<number> {
  const queries = {
    apis: '{ project(slug: "demo") { rows: apis(first: 200) { nodes { id } } } }',
    applications: '{ project: viewer { user { id } } rows: applications(first: 200) { nodes { id } } }',
  };
  const response = await fetch(`${apiUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await installation.token()}` },
    body: JSON.stringify({ query: queries[field] }),
  });
  const { data } = (await response.json()) as { data: { project: { rows?: Rows }; rows?: Rows } };
  return (data.project.rows ?? data.rows)!.nodes.length;
}

interface Rows {
  nodes: unknown[];
}

describe('the smoke suite on a whole installation', () => {
  let before: number[];

  beforeAll(async () => {
    installation = await startInstallation(portOffset);
    reports = await mkdtemp(join(tmpdir(), 'load-reports-'));
    before = [await count('apis'), await count('applications')];
    const addresses = [
      '--target',
      address(8000),
      '--api',
      apiUrl,
      '--upstream',
      `http://localhost:${4090 + portOffset}`,
    ];
    outcome = await load(['smoke', '--reports', reports, ...addresses], {
      APIM_TOKEN: await installation.token(),
    });
  }, 180_000);

  afterAll(async () => {
    await installation?.end();
    await installation?.remove();
    if (reports) await rm(reports, { recursive: true });
  });

  it('finds every policy of the tour in force', () => {
    expect(outcome.stdout).not.toContain('✗');
    for (const check of [
      'is refused by 401',
      'is admitted by 200',
      'finds no e-mail address',
      'sees the injected header',
      'is refused by 429',
    ])
      expect(outcome.stdout).toContain(`${check} (10 of 10)`);
    expect(outcome.code).toBe(0);
  });

  it('removes all that it made', async () => {
    expect(outcome.stderr).not.toContain('Not removed');
    expect([await count('apis'), await count('applications')]).toEqual(before);
  });

  it('leaves a report without the token or a key', async () => {
    const files = await readdir(reports);
    expect(files.map((file) => file.split('.').at(-1)).sort()).toEqual(['html', 'json', 'xml']);
    const texts = await Promise.all(files.map((file) => readFile(join(reports, file), 'utf8')));
    for (const text of [...texts, outcome.stdout, outcome.stderr]) {
      expect(text).not.toContain(await installation.token());
      expect(text).not.toMatch(/apim_key_/);
    }
  });
});
