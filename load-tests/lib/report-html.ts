import { escapeMarkup } from './escape-markup.ts';
import { describeValues, verdictsOf, type Summary } from './summary.ts';

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; background: #fff; }
  table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
  th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #d5dbe1; vertical-align: top; }
  .held { color: #0a6b3d; } .failed { color: #b3261e; font-weight: 600; }
  @media (prefers-color-scheme: dark) { body { color: #e3e8ee; background: #12171d; } th, td { border-color: #333c46; }
    .held { color: #5fd39b; } .failed { color: #ff8a80; } }`;

/** One page without scripts or anything from outside: conditions, then metrics. */
export function htmlReport(name: string, summary: Summary): string {
  const conditions = verdictsOf(summary).map(
    ({ ok, kind, name: condition, detail }) =>
      `<tr><td class="${ok ? 'held' : 'failed'}">${ok ? 'held' : 'failed'}</td><td>${kind}</td><td>${escapeMarkup(condition)}</td><td>${escapeMarkup(detail)}</td></tr>`,
  );
  const metrics = Object.entries(summary.metrics).map(
    ([metric, values]) =>
      `<tr><td>${escapeMarkup(metric)}</td><td>${escapeMarkup(describeValues(values))}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeMarkup(name)}</title><style>${style}</style></head>
<body>
<h1>${escapeMarkup(name)}</h1>
<p>${(summary.state.testRunDurationMs / 1_000).toFixed(1)} seconds.</p>
<h2>Conditions</h2>
<table><thead><tr><th>Result</th><th>Kind</th><th>Condition</th><th>Measured</th></tr></thead><tbody>
${conditions.join('\n')}
</tbody></table>
<h2>Metrics</h2>
<table><thead><tr><th>Metric</th><th>Values</th></tr></thead><tbody>
${metrics.join('\n')}
</tbody></table>
</body>
</html>
`;
}
