import { htmlReport } from './report-html.ts';
import { junitReport } from './report-junit.ts';
import { verdictsOf, type Summary } from './summary.ts';

/**
 * The end of a run on the terminal; with REPORT (folder and beginning of the name, as `npm run load` sets it) also as
 * JSON, as a page that opens offline and as JUnit.
 */
export function handleSummary(summary: Summary): Record<string, string> {
  const verdicts = verdictsOf(summary);
  const lines = verdicts.map(({ ok, name, detail }) => `${ok ? '✓' : '✗'} ${name} (${detail})`);
  const seconds = (summary.state.testRunDurationMs / 1_000).toFixed(1);
  const failed = verdicts.filter(({ ok }) => !ok).length;
  const end =
    failed === 0
      ? `All ${verdicts.length} conditions held`
      : `${failed} of ${verdicts.length} conditions failed`;
  const report = __ENV.REPORT;
  const text = [
    ...lines,
    '',
    `${end}, ${seconds} s.`,
    ...(report ? [`Report: ${report}.html`] : []),
    '',
  ].join('\n');
  if (!report) return { stdout: text };
  return {
    stdout: text,
    [`${report}.json`]: JSON.stringify(summary, null, 2),
    [`${report}.html`]: htmlReport(nameOf(report), summary),
    [`${report}.xml`]: junitReport(nameOf(report), summary),
  };
}

const nameOf = (report: string): string => report.split(/[\\/]/).pop() ?? report;
