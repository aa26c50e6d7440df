import { v7 as uuid } from 'uuid';
import { expect, it } from 'vitest';
import { paginate } from './pagination.ts';

const rows = Array.from({ length: 5 }, () => ({ id: uuid() }));
const fetch = async (take: number, afterId = '') => rows.filter(({ id }) => id > afterId).slice(0, take);

it('a connection leads through all rows once', async () => {
  const first = await paginate({ first: 3 }, fetch);
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  const second = await paginate({ first: 3, after: first.pageInfo.endCursor ?? undefined }, fetch);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect([...first.nodes, ...second.nodes]).toEqual(rows);
});

it.each([0, -1, 201])('a page of %i rows is refused, naming the field', async (count) => {
  await expect(paginate({ first: count }, fetch)).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    extensions: { field: 'first' },
  });
});

it('a cursor that is none of ours is refused', async () => {
  await expect(paginate({ first: 1, after: "' OR 1=1" }, fetch)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});
