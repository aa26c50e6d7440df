import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { DomainError, notFound } from '@apim/kit/errors';
import type { Policy, PolicyRegistry } from '@apim/sdk';
import { v7 as uuid } from 'uuid';
import type { Database } from '../database.ts';
import type { PolicyAttachment as AttachmentRow } from '../prisma/client.ts';
import { PolicyScopeKind, toScopeKind } from '../scope-kind.ts';
import type { ScopeDirectory, ScopePlace } from '../scope-directory.ts';
import type { AttachPolicyInput, DetachPolicyInput, UpdateAttachmentInput } from './attachment.type.ts';
import { acceptedConfiguration } from './check-configuration.ts';

const MAXIMUM_PER_SCOPE = 100;
const MAXIMUM_ORDER = 1_000;
const scopeNames = {
  [PolicyScopeKind.PROJECT]: 'Project',
  [PolicyScopeKind.API]: 'Api',
  [PolicyScopeKind.OPERATION]: 'Operation',
};

/** Attaches policies of the library to scopes of the active organisation. */
export class AttachmentService {
  constructor(
    private readonly database: Database,
    private readonly registry: PolicyRegistry,
    private readonly directory: ScopeDirectory,
  ) {}

  /** An attachment that the caller may read; NOT_FOUND otherwise. */
  async find(actor: Actor, id: string): Promise<AttachmentRow> {
    const { organizationId } = actor;
    const row = await this.database.policyAttachment.findFirst({ where: { id, organizationId } });
    if (!row || !actor.can('policy:read', row)) throw notFound('PolicyAttachment', id);
    return row;
  }

  async attach(actor: Actor, input: AttachPolicyInput): Promise<AttachmentRow> {
    const { kind, id } = input.scope;
    const place = await this.directory.find(toScopeKind(kind), id, actor.organizationId);
    if (!place || !actor.can('policy:read', place)) throw notFound(scopeNames[kind], id);
    actor.require('policy:write', place);
    const policy = this.#policy(input.policy, kind);
    const configuration = acceptedConfiguration(policy, input.configuration);
    const order = checkOrder(input.order ?? 0);
    await this.#refuseTooMany(place);
    const now = new Date();
    return this.database.$transaction(async (transaction) => {
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

  async update(actor: Actor, input: UpdateAttachmentInput): Promise<AttachmentRow> {
    const { id, expectedVersion } = input;
    const row = await this.#forChange(actor, id, expectedVersion);
    const isConfigured = input.configuration !== undefined && input.configuration !== null;
    const policy = isConfigured ? this.#policy(row.policy) : undefined;
    const data = {
      ...(policy && {
        configuration: acceptedConfiguration(policy, input.configuration),
        policyVersion: policy.version,
      }),
      ...(typeof input.order === 'number' && { order: checkOrder(input.order) }),
      ...(typeof input.enabled === 'boolean' && { enabled: input.enabled }),
    };
    return this.database.$transaction(async (transaction) => {
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
    actor.require('policy:write', row);
    if (row.version !== expectedVersion) throw editConflict(expectedVersion, row.version);
    return row;
  }

  #policy(name: string, scope?: PolicyScopeKind): Policy {
    const policy = this.registry.get(name);
    if (!policy) {
      throw new DomainError('POLICY_UNKNOWN', `There is no policy ${JSON.stringify(name)}.`, {
        field: 'input.policy',
        details: { policies: this.registry.list().map((known) => known.name) },
      });
    }
    if (scope && !policy.scopes.includes(toScopeKind(scope))) {
      const admitted = policy.scopes.map((kind) => kind.toUpperCase());
      throw new DomainError('INVALID_INPUT', `${name} cannot be attached to ${scope}.`, {
        field: 'input.scope.kind',
        remedy: `Attach it to ${admitted.join(' or ')}.`,
        details: { admitted },
      });
    }
    return policy;
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
  subject: row.apiId ?? row.projectId,
  details: { attachmentId: row.id, policy: row.policy, operationId: row.operationId, changed },
  event: 'policy.attachment.changed',
});
