import { v7 as uuid } from 'uuid';
import type { Transaction } from '../database.ts';
import type { DocumentOperation } from '../openapi/document.ts';
import type { Api } from './api.type.ts';

const BATCH = 1_000;
const CONCURRENT = 5;

/** Brings an API's operations to those of its document: known by their keys, they keep their ids. Returns the keys that came and went. */
export async function replaceOperations(
  transaction: Transaction,
  { id: apiId, organizationId, projectId }: Pick<Api, 'id' | 'organizationId' | 'projectId'>,
  operations: readonly DocumentOperation[],
): Promise<{ added: string[]; removed: string[] }> {
  const before = await transaction.operation.findMany({ where: { apiId } });
  const known = new Map(before.map((row) => [row.key, row]));
  const rows = operations.map((operation, position) => ({
    apiId,
    organizationId,
    projectId,
    position,
    key: operation.key,
    method: operation.method,
    path: operation.path,
    operationId: operation.operationId?.slice(0, 500) ?? null,
    summary: operation.summary?.slice(0, 500) ?? null,
    deprecated: operation.deprecated,
  }));
  const keys = new Set(operations.map(({ key }) => key));
  const removed = before.filter(({ key }) => !keys.has(key));
  const added = rows.filter(({ key }) => !known.has(key));
  const changed = rows.flatMap((row) => {
    const previous = known.get(row.key);
    const isSame =
      previous?.position === row.position &&
      previous.operationId === row.operationId &&
      previous.summary === row.summary &&
      previous.deprecated === row.deprecated;
    return previous && !isSame ? [{ ...row, id: previous.id }] : [];
  });
  await inBatches(removed, BATCH, (batch) =>
    transaction.operation.deleteMany({ where: { id: { in: batch.map(({ id }) => id) } } }),
  );
  await inBatches(changed, CONCURRENT, (batch) =>
    Promise.all(batch.map(({ id, ...data }) => transaction.operation.update({ where: { id }, data }))),
  );
  await inBatches(added, BATCH, (batch) =>
    transaction.operation.createMany({ data: batch.map((row) => ({ id: uuid(), ...row })) }),
  );
  return { added: added.map(({ key }) => key), removed: removed.map(({ key }) => key) };
}

async function inBatches<T>(
  items: readonly T[],
  size: number,
  write: (batch: T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += size) await write(items.slice(start, start + size));
}
