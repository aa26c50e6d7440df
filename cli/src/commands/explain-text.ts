import { table } from '../client/output.ts';

export interface Step {
  order: number;
  phase: string;
  plugin: string;
  policy: string | null;
  origin: { kind: string; id: string | null };
  relation: string;
  shadowed: boolean;
  summary: string;
  configuration: unknown;
}

export interface Explanation {
  operations: { key: string; steps: Step[] }[];
  diagnostics: { severity: string; code: string; message: string; path: string | null }[];
}

const NAMED = 20;

/** An explanation to read: operations that the same steps stand for share one table. */
export function explanationText({ operations, diagnostics }: Explanation): string {
  const alike = Map.groupBy(operations, ({ steps }) => JSON.stringify(steps));
  const blocks = [...alike.values()].map((group) => {
    const named = group.slice(0, NAMED).map(({ key }) => key);
    const more = group.length > NAMED ? [`… and ${group.length - NAMED} more`] : [];
    return [...named, ...more, stepsTable(group[0]?.steps ?? [])].join('\n');
  });
  const notes = diagnostics.map(
    ({ severity, code, message }) => `${severity.toLowerCase()}: ${message} [${code}]`,
  );
  return [...(blocks.length > 0 ? blocks : ['The API has no operation.']), ...notes].join('\n\n');
}

function stepsTable(steps: Step[]): string {
  if (steps.length === 0) return '  nothing runs';
  const rows = steps.map((step) => [
    `  ${step.order}`,
    step.phase,
    step.policy ?? '(platform)',
    step.plugin,
    originOf(step),
    step.summary,
  ]);
  return table(['  #', 'phase', 'policy', 'plugin', 'from', 'what it does'], rows);
}

/** Where a step comes from, and what became of it where that is more than being inherited. */
function originOf({ origin, relation, shadowed }: Step): string {
  const kind = origin.kind.toLowerCase();
  if (shadowed) return `${kind}, shadowed`;
  return ['OWN', 'INHERITED'].includes(relation) ? kind : `${kind}, ${relation.toLowerCase()}`;
}
