import type { Actor } from '@apim/kit/actor';
import { DomainError, notFound } from '@apim/kit/errors';
import type { Database } from '../database.ts';
import { unpack } from '../compressed.ts';
import { isId } from '../input.ts';
import { definitionsAside } from '../openapi/operation-definitions-aside.ts';
import type { OperationDefinitionEntry } from './operation-definition.type.ts';

const MAXIMUM_OPERATIONS = 2_000;
const MAXIMUM_CHARACTERS = 8_000_000;

/** What documents say of operations, for the manager that compiles policies. */
export class OperationDefinitionService {
  constructor(private readonly database: Database) {}

  /**
   * One entry an operation, in the order asked for. NOT_FOUND for ids that are not of this API; LIMIT_EXCEEDED above 2,000
   * operations or 8,000,000 characters in all.
   */
  async definitions(
    actor: Actor,
    apiId: string,
    operationIds: readonly string[],
  ): Promise<OperationDefinitionEntry[]> {
    actor.require('system:desired-state');
    if (operationIds.length > MAXIMUM_OPERATIONS) throw overLimit(`${MAXIMUM_OPERATIONS} operations`);
    const { org } = actor.claims;
    const where = { apiId, id: { in: [...operationIds] }, ...(org && { organizationId: org }) };
    const rows = isId(apiId) ? await this.database.operation.findMany({ where }) : [];
    const keys = new Map(rows.map(({ id, key }) => [id, key]));
    const unknown = operationIds.find((id) => !keys.has(id));
    if (unknown !== undefined) throw notFound('Operation', unknown);
    const document = await this.database.apiDocument.findUnique({ where: { apiId } });
    if (document === null || operationIds.length === 0) {
      return operationIds.map((operationId) => without(operationId, 'the API has no document'));
    }
    const entries = await definitionsAside({
      text: await unpack(document.content),
      keys: [...new Set(keys.values())],
    });
    const size = entries.reduce(
      (sum, entry) => sum + ('definition' in entry ? entry.definition.length : 0),
      0,
    );
    if (size > MAXIMUM_CHARACTERS) throw overLimit(`${MAXIMUM_CHARACTERS} characters`);
    const found = new Map(entries.map((entry) => [entry.key, entry]));
    return operationIds.map((operationId) => {
      const entry = found.get(keys.get(operationId) ?? '');
      return entry === undefined || 'reason' in entry
        ? without(operationId, entry?.reason ?? 'the document does not hold it')
        : { operationId, definition: JSON.parse(entry.definition) as unknown, reason: null };
    });
  }
}

const without = (operationId: string, reason: string): OperationDefinitionEntry => ({
  operationId,
  definition: null,
  reason,
});

const overLimit = (limit: string) =>
  new DomainError('LIMIT_EXCEEDED', `The definitions asked for exceed ${limit}.`, {
    field: 'operationIds',
    remedy: 'Ask for fewer operations at once.',
  });
