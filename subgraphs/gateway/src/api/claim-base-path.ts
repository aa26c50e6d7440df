import { DomainError } from '@apim/kit/errors';
import type { Transaction } from '../database.ts';

/**
 * Claims a base path for an API in its transaction. Throws ROUTE_TAKEN where another API of the installation has the path, one above it
 * or one below it; says nothing of whose it is. Concurrent claims that could clash wait for one another.
 */
export async function claimBasePath(
  transaction: Transaction,
  apiId: string,
  basePath: string,
): Promise<void> {
  const [, root = ''] = basePath.split('/');
  await transaction.$executeRaw`INSERT INTO base_path_root (segment) VALUES (${root}) ON DUPLICATE KEY UPDATE segment = segment`;
  const clash = await transaction.api.findFirst({
    where: {
      id: { not: apiId },
      OR: [{ basePath: { in: pathsAbove(basePath) } }, { basePath: { startsWith: `${basePath}/` } }],
    },
    select: { id: true },
  });
  if (!clash) return;
  throw new DomainError(
    'ROUTE_TAKEN',
    `The base path ${basePath} is claimed by another API, or clashes with one.`,
    {
      field: 'input.basePath',
      remedy: 'Give another basePath, such as one that begins with the name of your organisation.',
    },
  );
}

/** The path itself and all that contain it. */
function pathsAbove(path: string): string[] {
  const segments = path.split('/').slice(1);
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`);
}
