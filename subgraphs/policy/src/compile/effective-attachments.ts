import type { CompileAttachment } from '@apim/sdk';
import type { Database } from '../database.ts';
import type { PolicyAttachment as AttachmentRow } from '../prisma/client.ts';

/** Everything that is attached on the way from a project to the operations of one of its APIs. */
export async function effectiveAttachments(
  database: Database,
  { organizationId, projectId, apiId }: { organizationId: string; projectId: string; apiId: string },
): Promise<CompileAttachment[]> {
  const rows = await database.policyAttachment.findMany({
    where: { organizationId, projectId, OR: [{ apiId: null }, { apiId }], enabled: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(toCompileAttachment);
}

function toCompileAttachment(row: AttachmentRow): CompileAttachment {
  return {
    id: row.id,
    policy: row.policy,
    scope: scopeOf(row),
    configuration: JSON.parse(row.configuration),
    order: row.order,
    enabled: row.enabled,
  };
}

function scopeOf({ operationId, apiId, projectId }: AttachmentRow): CompileAttachment['scope'] {
  if (operationId) return { kind: 'operation', id: operationId };
  return apiId ? { kind: 'api', id: apiId } : { kind: 'project', id: projectId };
}
