import { describe, expect, it } from 'vitest';
import { htmlReport } from '../lib/report-html.ts';
import { junitReport } from '../lib/report-junit.ts';
import type { Summary } from '../lib/summary.ts';

const check = {
  name: '<script>alert(1)</script>',
  path: '::outer::<script>alert(1)</script>',
  passes: 3,
  fails: 1,
};
const summary: Summary = {
  root_group: {
    name: '',
    path: '',
    checks: [],
    groups: [{ name: 'outer', path: '::outer', groups: [], checks: [check] }],
  },
  metrics: {
    http_req_duration: {
      type: 'trend',
      contains: 'time',
      values: { 'p(95)': 12.345 },
      thresholds: { 'p(95)<20': { ok: true } },
    },
  },
  state: { testRunDurationMs: 1_500 },
};

describe('a report', () => {
  it('opens offline: nothing from outside, no script, names as text', () => {
    const page = htmlReport('smoke', summary);
    expect(page).not.toMatch(/<script|src=|href=|url\(/);
    expect(page).toContain('outer › &lt;script&gt;');
    expect(page).toContain('p(95) 12.35 ms');
  });

  it('is JUnit with one case for each check and threshold', () => {
    const report = junitReport('smoke', summary);
    expect(report).toContain('tests="2" failures="1" time="1.500"');
    expect(report).toContain('<failure message="3 of 4"/>');
  });
});
