import type { RequestContext } from '@apim/kit/context';
import type { Database } from '../database.ts';
import type { PolicyAttachment as AttachmentRow, Prisma } from '../prisma/client.ts';
import { mayAt, type PolicyScopeKind } from '../scope-kind.ts';

/** Which rows are attached to scopes of a kind, and to which of them. */
const scopes: Record<
  Exclude<PolicyScopeKind, 'GATEWAY'>,
  {
    rows(ids: string[]): Prisma.PolicyAttachmentWhereInput;
    idOf(row: AttachmentRow): string | null;
  }
> = {
  PROJECT: { rows: (ids) => ({ projectId: { in: ids }, apiId: null }), idOf: (row) => row.projectId },
  API: { rows: (ids) => ({ apiId: { in: ids }, operationId: null }), idOf: (row) => row.apiId },
  APPLICATION: { rows: (ids) => ({ applicationId: { in: ids } }), idOf: (row) => row.applicationId },
  OPERATION: { rows: (ids) => ({ operationId: { in: ids } }), idOf: (row) => row.operationId },
};

/** Reads attachments for the scopes of one request; what the caller may not read is left out. */
export class ScopeAttachmentsService {
  constructor(private readonly database: Database) {}

  /** What is attached to the scope itself, in order. */
  async of(
    { actor, loaders }: RequestContext,
    kind: keyof typeof scopes,
    id: string,
  ): Promise<AttachmentRow[]> {
    const { organizationId } = actor;
    const { rows, idOf } = scopes[kind];
    const found = await loaders
      .get<AttachmentRow[]>(`attachments.${kind}`, async (ids) => {
        const all = await this.database.policyAttachment.findMany({
          where: { organizationId, ...rows([...ids]) },
          orderBy: [{ order: 'asc' }, { id: 'asc' }],
        });
        const readable = all.filter((row) => mayAt(actor, 'policy:read', row));
        return Map.groupBy(readable, (row) => idOf(row) ?? '');
      })
      .load(id);
    return found ?? [];
  }

  async byId({ actor, loaders }: RequestContext, id: string): Promise<AttachmentRow | undefined> {
    const { org: organizationId } = actor.claims;
    if (!organizationId) return undefined;
    return loaders
      .get<AttachmentRow>('attachment', async (ids) => {
        const rows = await this.database.policyAttachment.findMany({
          where: { organizationId, id: { in: [...ids] } },
        });
        return new Map(rows.filter((row) => mayAt(actor, 'policy:read', row)).map((row) => [row.id, row]));
      })
      .load(id);
  }
}
