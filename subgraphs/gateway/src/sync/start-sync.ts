import type { ManagerClient } from '@apim/kit/manager-client';
import { repeat, startEventReader, type Worker } from '@apim/kit/outbox';
import type { Redis } from 'ioredis';
import { failStaleDeployments } from '../deployment/deployment-log.ts';
import type { GatewayWriter } from '../writer/gateway-writer.ts';
import type { WriterContext } from '../writer/write-outcome.ts';
import { ConsumerSync } from './consumer-sync.ts';
import { DriftWatch } from './drift.ts';

const LOOK_MS = 3_000;

/** Keeps gateways in step: applications at every event and each three seconds, the whole each `compareMs`. */
export function startSync(
  context: WriterContext,
  writer: GatewayWriter,
  managers: ManagerClient,
  redis: Redis,
  compareMs: number,
): Worker {
  const { database, logger } = context;
  const consumers = new ConsumerSync(database, managers, writer, logger);
  const runOnce = onceAtATime(() => consumers.run());
  const drift = new DriftWatch(context, writer, consumers);
  const workers = [
    repeat(async () => (await runOnce(), false), LOOK_MS, logger, 'the consumer sync'),
    repeat(
      async () => (await failStaleDeployments(database), false),
      compareMs,
      logger,
      'the look for stale deployments',
    ),
    repeat(async () => (await drift.run(), false), compareMs, logger, 'the comparison of gateways'),
    startEventReader(
      redis,
      ['portal.application.changed'],
      () =>
        void runOnce().catch((error: unknown) =>
          logger.warn({ err: error }, 'the consumer sync failed; it is tried again'),
        ),
      logger,
    ),
  ];
  return { stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))) };
}

/** Calls while a run is under way share one further run, which sees all that happened before it began. */
export function onceAtATime(run: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  return () => {
    if (!current) {
      current = run().finally(() => (current = undefined));
      return current;
    }
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        current = run().finally(() => (current = undefined));
        return current;
      });
    return next;
  };
}
