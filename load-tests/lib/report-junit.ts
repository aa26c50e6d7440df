import { escapeMarkup } from './escape-markup.ts';
import { verdictsOf, type Summary } from './summary.ts';

/** One test case for each check and each threshold. */
export function junitReport(name: string, summary: Summary): string {
  const verdicts = verdictsOf(summary);
  const cases = verdicts.map(({ kind, name: condition, ok, detail }) => {
    const head = `<testcase classname="${kind}" name="${escapeMarkup(condition)}"`;
    return ok ? `${head}/>` : `${head}><failure message="${escapeMarkup(detail)}"/></testcase>`;
  });
  const failures = verdicts.filter(({ ok }) => !ok).length;
  const seconds = (summary.state.testRunDurationMs / 1_000).toFixed(3);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="${escapeMarkup(name)}" tests="${verdicts.length}" failures="${failures}" time="${seconds}">
${cases.join('\n')}
</testsuite>
`;
}
