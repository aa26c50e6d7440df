import type { CompileAttachment } from '@apim/sdk';
import type { Database } from '../database.ts';
import type { PolicyAttachment as AttachmentRow } from '../prisma/client.ts';
import { scopeOfRow, toScopeKind } from '../scope-kind.ts';

export interface ApiPlace {
  readonly organizationId: string;
  readonly projectId: string;
  readonly apiId: string;
  readonly gatewayId?: string | undefined;
}

/**
 * Everything that is attached on the way from a gateway and a project to the operations of one API, and to applications of the
 * API's own organisation: who calls from another cannot loosen what the API's owner attached.
 */
export async function effectiveAttachments(
  database: Database,
  { organizationId, projectId, apiId, gatewayId }: ApiPlace,
): Promise<CompileAttachment[]> {
  const rows = await database.policyAttachment.findMany({
    where: {
      enabled: true,
      OR: [
        { organizationId, projectId, OR: [{ apiId: null }, { apiId }] },
        { organizationId, applicationId: { not: null } },
        ...(gatewayId === undefined ? [] : [{ gatewayId }]),
      ],
    },
    orderBy: { id: 'asc' },
  });
  return rows.map(toCompileAttachment);
}

function toCompileAttachment(row: AttachmentRow): CompileAttachment {
  const { kind, id } = scopeOfRow(row);
  return {
    id: row.id,
    policy: row.policy,
    version: row.policyVersion,
    scope: { kind: toScopeKind(kind), id },
    configuration: JSON.parse(row.configuration),
    order: row.order,
    enabled: row.enabled,
  };
}
