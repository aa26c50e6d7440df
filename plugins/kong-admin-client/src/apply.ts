import type { Change } from './change.ts';
import type { KongAdminClient } from './client.ts';
import { KongAdminError } from './errors.ts';
import { unitOf } from './identity.ts';
import { parentIds } from './kinds.ts';
import { layers } from './layers.ts';
import { forEachLimited } from './limit.ts';
import { operationsByLayer, type Operation } from './operations.ts';
import { perform } from './write.ts';

/** What became of one change. */
export interface ChangeOutcome {
  change: Change;
  status: 'applied' | 'failed' | 'skipped';
  /** Of a failed change. */
  error?: KongAdminError;
  /** Why a change was skipped. */
  reason?: string;
}

/** What became of a plan. */
export interface ApplyResult {
  /** In the order of the changes given. */
  outcomes: ChangeOutcome[];
  applied: number;
  failed: number;
  skipped: number;
  /** Writing requests that succeeded. */
  writes: number;
  /** Whether every change is applied. */
  complete: boolean;
}

/** How to apply. */
export interface ApplyOptions {
  /** Requests at once, default 10. The client's own limit holds too. */
  concurrency?: number;
  /** Called after each change that came to its end. */
  onProgress?(progress: { done: number; total: number; outcome: ChangeOutcome }): void;
  /** Once it is aborted, what has not begun is skipped. */
  signal?: AbortSignal;
}

/**
 * Applies a plan in database mode, layer by layer. It never throws for what Kong says: a failure is the
 * outcome of its change. It holds up what depends on it, and the later layers of its own unit, so that
 * routes do not open without their guards and a unit's last good state stays; other units go on.
 */
export async function applyChanges(
  client: KongAdminClient,
  changes: readonly Change[],
  options: ApplyOptions = {},
): Promise<ApplyResult> {
  const { concurrency = 10, signal } = options;
  const run = new Run(changes, options);
  for (const operations of operationsByLayer(changes)) {
    let pending: readonly Operation[] = operations;
    while (pending.length > 0) {
      const taken: { operation: Operation; error: KongAdminError }[] = [];
      const writesBefore = run.writes;
      await forEachLimited(pending, concurrency, async (operation) => {
        const reason = run.reasonToSkip(operation);
        if (reason !== undefined) return run.skip(operation.change, reason);
        try {
          await perform(client, operation, signal);
          run.succeed(operation);
        } catch (thrown) {
          const error = asKongError(thrown);
          if (error.kind === 'conflict') taken.push({ operation, error });
          else run.fail(operation, error);
        }
      });
      // A unique value may be free a moment later: others of this layer may have let go of it.
      const again = run.writes > writesBefore;
      if (!again) for (const { operation, error } of taken) run.fail(operation, error);
      pending = again ? taken.map(({ operation }) => operation) : [];
    }
  }
  return run.finish();
}

class Run {
  writes = 0;
  private readonly outcomes = new Map<Change, ChangeOutcome>();
  /** Ids whose writes did not come about. */
  private readonly missing = new Set<string>();
  /** Unit → the layer in which it first failed. */
  private readonly brokenUnits = new Map<string, number>();

  constructor(
    private readonly changes: readonly Change[],
    private readonly options: ApplyOptions,
  ) {}

  reasonToSkip({ change, layer }: Operation): string | undefined {
    if (this.options.signal?.aborted) return 'stopped by the caller';
    const before = this.outcomes.get(change);
    if (before) return before.reason ?? 'its first part failed';
    if (change.action !== 'delete') {
      const parent = parentIds(change.kind, change.entity).find((id) => this.missing.has(id));
      if (parent !== undefined) return `its parent ${parent} was not written`;
    }
    const unit = unitOf(change.entity);
    const broken = unit === undefined ? undefined : this.brokenUnits.get(unit);
    return broken !== undefined && layer > broken ? `another change of ${unit} failed before it` : undefined;
  }

  succeed({ change, last }: Operation): void {
    this.writes += 1;
    if (last) this.end({ change, status: 'applied' });
  }

  skip(change: Change, reason: string): void {
    if (this.outcomes.has(change)) return;
    this.missing.add(change.id);
    this.end({ change, status: 'skipped', reason });
  }

  fail({ change, layer }: Operation, error: KongAdminError): void {
    if (error.kind === 'aborted') return this.skip(change, 'stopped by the caller in the middle of it');
    if (change.action !== 'delete') this.missing.add(change.id);
    const unit = unitOf(change.entity);
    // A revocation that failed must not keep the others, nor the consumer's own, from happening.
    if (unit !== undefined && layer > layers.revokeConsumers && !this.brokenUnits.has(unit))
      this.brokenUnits.set(unit, layer);
    this.end({ change, status: 'failed', error });
  }

  finish(): ApplyResult {
    const parents = new Map(this.changes.map((change) => [change.id, change]));
    for (const change of this.changes) {
      const parent = change.cascadeOf === undefined ? undefined : parents.get(change.cascadeOf);
      if (!parent) continue;
      const gone = this.outcomes.get(parent)?.status === 'applied';
      this.end(
        gone
          ? { change, status: 'applied' }
          : { change, status: 'skipped', reason: `its ${parent.kind} is still there` },
      );
    }
    const outcomes = this.changes.flatMap((change) => this.outcomes.get(change) ?? []);
    const count = (status: ChangeOutcome['status']) =>
      outcomes.filter((outcome) => outcome.status === status).length;
    const applied = count('applied');
    return {
      outcomes,
      applied,
      failed: count('failed'),
      skipped: count('skipped'),
      writes: this.writes,
      complete: applied === this.changes.length,
    };
  }

  private end(outcome: ChangeOutcome): void {
    this.outcomes.set(outcome.change, outcome);
    this.options.onProgress?.({ done: this.outcomes.size, total: this.changes.length, outcome });
  }
}

function asKongError(error: unknown): KongAdminError {
  if (error instanceof KongAdminError) return error;
  return new KongAdminError('unexpected', (error as Error).message, { cause: error });
}
