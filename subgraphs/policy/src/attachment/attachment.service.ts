import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { DomainError, notFound } from '@apim/kit/errors';
import { v7 as uuid } from 'uuid';
import type { Database } from '../database.ts';
import type { PolicyAttachment as AttachmentRow } from '../prisma/client.ts';
import { mayAt, PolicyScopeKind, scopeOfRow } from '../scope-kind.ts';
import type { ScopeDirectory, ScopePlace } from '../scope-directory.ts';
import type { Attachable } from './attachable.ts';
import type { AttachPolicyInput, DetachPolicyInput, UpdateAttachmentInput } from './attachment.type.ts';

const MAXIMUM_PER_SCOPE = 100;
const MAXIMUM_ORDER = 1_000;
const scopeNames = {
  [PolicyScopeKind.GATEWAY]: 'Gateway',
  [PolicyScopeKind.APPLICATION]: 'Application',
  [PolicyScopeKind.PROJECT]: 'Project',
  [PolicyScopeKind.API]: 'Api',
  [PolicyScopeKind.OPERATION]: 'Operation',
};

/** Attaches policies to scopes of the active organisation, and to gateways for platform administrators. */
export class AttachmentService {
  constructor(
    private readonly database: Database,
    private readonly attachable: Attachable,
    private readonly directory: ScopeDirectory,
  ) {}

  /** An attachment that the caller may read; NOT_FOUND otherwise. */
  async find(actor: Actor, id: string): Promise<AttachmentRow> {
    const { organizationId } = actor;
    const row = await this.database.policyAttachment.findFirst({
      where: { id, OR: [{ organizationId }, { organizationId: null }] },
    });
    if (!row || !mayAt(actor, 'policy:read', row)) throw notFound('PolicyAttachment', id);
    return row;
  }

  async attach(actor: Actor, input: AttachPolicyInput): Promise<AttachmentRow> {
    const { kind, id } = input.scope;
    const place = await this.directory.find(kind, id, actor.organizationId);
    if (!place || !mayAt(actor, 'policy:read', place)) throw notFound(scopeNames[kind], id);
    requireWrite(actor, place);
    const wanted = { policy: input.policy, version: input.version ?? undefined };
    const policy = await this.attachable.find(place, wanted, kind);
    const configuration = await this.attachable.accept(place, policy, input.configuration);
    const order = checkOrder(input.order ?? 0);
    await this.#refuseTooMany(place);
    const now = new Date();
    return this.database.$transaction(async (transaction) => {
      await this.attachable.hold(transaction, policy);
      const row = await transaction.policyAttachment.create({
        data: {
          id: uuid(),
          ...place,
          policy: policy.name,
          policyVersion: policy.version,
          configuration,
          order,
          enabled: true,
          version: 1,
          createdAt: now,
          updatedAt: now,
        },
      });
      await recordChange(transaction, actor, changeOf(row, 'policy.attached'));
      return row;
    });
  }

  /** Stays at its major version unless another is asked for. */
  async update(actor: Actor, input: UpdateAttachmentInput): Promise<AttachmentRow> {
    const { id, expectedVersion } = input;
    const row = await this.#forChange(actor, id, expectedVersion);
    const { configuration } = input;
    const isConfigured = configuration !== undefined && configuration !== null;
    const wanted = { policy: row.policy, version: input.version ?? row.policyVersion };
    const policy =
      isConfigured || input.version
        ? await this.attachable.find(row, wanted, scopeOfRow(row).kind)
        : undefined;
    const data = {
      ...(policy && {
        configuration: await this.attachable.accept(
          row,
          policy,
          isConfigured ? configuration : JSON.parse(row.configuration),
        ),
        policyVersion: policy.version,
      }),
      ...(typeof input.order === 'number' && { order: checkOrder(input.order) }),
      ...(typeof input.enabled === 'boolean' && { enabled: input.enabled }),
    };
    return this.database.$transaction(async (transaction) => {
      if (policy) await this.attachable.hold(transaction, policy);
      const { count } = await transaction.policyAttachment.updateMany({
        where: { id, version: expectedVersion },
        data: { ...data, version: { increment: 1 }, updatedAt: new Date() },
      });
      if (count === 0) throw editConflict(expectedVersion);
      await recordChange(transaction, actor, changeOf(row, 'policy.attachment-updated', Object.keys(data)));
      return transaction.policyAttachment.findUniqueOrThrow({ where: { id } });
    });
  }

  async detach(actor: Actor, { id, expectedVersion }: DetachPolicyInput): Promise<boolean> {
    const row = await this.#forChange(actor, id, expectedVersion);
    await this.database.$transaction(async (transaction) => {
      const { count } = await transaction.policyAttachment.deleteMany({
        where: { id, version: expectedVersion },
      });
      if (count === 0) throw editConflict(expectedVersion);
      await recordChange(transaction, actor, changeOf(row, 'policy.detached'));
    });
    return true;
  }

  async #forChange(actor: Actor, id: string, expectedVersion: number): Promise<AttachmentRow> {
    const row = await this.find(actor, id);
    requireWrite(actor, row);
    if (row.version !== expectedVersion) throw editConflict(expectedVersion, row.version);
    return row;
  }

  async #refuseTooMany(place: ScopePlace): Promise<void> {
    const count = await this.database.policyAttachment.count({ where: { ...place } });
    if (count < MAXIMUM_PER_SCOPE) return;
    throw new DomainError(
      'LIMIT_EXCEEDED',
      `The scope has ${count} attachments; it may have ${MAXIMUM_PER_SCOPE}.`,
      { field: 'input.scope.id', remedy: 'Detach a policy that is no longer needed.' },
    );
  }
}

function requireWrite(
  actor: Actor,
  { organizationId, projectId }: Pick<ScopePlace, 'organizationId' | 'projectId'>,
) {
  if (organizationId === null) return actor.require('gateway:write');
  actor.require('policy:write', { organizationId, ...(projectId !== null && { projectId }) });
}

function checkOrder(order: number): number {
  if (order >= 0 && order <= MAXIMUM_ORDER) return order;
  throw new DomainError('INVALID_INPUT', `order is ${order}; it must be 0 to ${MAXIMUM_ORDER}.`, {
    field: 'input.order',
  });
}

const editConflict = (expectedVersion: number, version?: number): DomainError =>
  new DomainError('EDIT_CONFLICT', `The attachment is no longer in version ${expectedVersion}.`, {
    field: 'input.expectedVersion',
    details: { expectedVersion, ...(version !== undefined && { version }) },
  });

/** The subject is what the attachment bears on, since others must find it also when the attachment is gone. */
const changeOf = (row: AttachmentRow, action: string, changed?: string[]) => ({
  organizationId: row.organizationId,
  action,
  subject: row.apiId ?? row.projectId ?? row.applicationId ?? row.gatewayId ?? row.id,
  details: { attachmentId: row.id, policy: row.policy, operationId: row.operationId, changed },
  event: 'policy.attachment.changed',
});
