import type { PlanNode } from '@apollo/query-planner';
import { moveInto, type Cursor } from './cursor.ts';
import { runFetch, type Run } from './fetch.ts';

/** Runs a step of a query plan at a cursor. */
export async function runPlan(node: PlanNode, cursor: Cursor, run: Run): Promise<void> {
  switch (node.kind) {
    case 'Fetch':
      return runFetch(node, cursor, run);
    case 'Sequence':
      for (const step of node.nodes) await runPlan(step, cursor, run);
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((step) => runPlan(step, cursor, run)));
      return;
    case 'Flatten': {
      const below = moveInto(cursor, node.path);
      return below && runPlan(node.node, below, run);
    }
    case 'Condition': {
      const step = run.variables[node.condition] === true ? node.ifClause : node.elseClause;
      return step && runPlan(step, cursor, run);
    }
    case 'Defer':
      throw new Error('@defer is not supported.');
  }
}
