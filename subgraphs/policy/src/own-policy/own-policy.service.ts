import { createHash } from 'node:crypto';
import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { DomainError, notFound } from '@apim/kit/errors';
import { inTransaction, isDuplicate } from '@apim/kit/transaction';
import type { PolicyRegistry } from '@apim/sdk';
import { v7 as uuid } from 'uuid';
import type { Database } from '../database.ts';
import type { PolicyVersion as VersionRow } from '../prisma/client.ts';
import type { OwnPolicy } from '../sandbox/own-policy.ts';
import type { PolicyProblem } from '../sandbox/problem.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { ScopeDirectory } from '../scope-directory.ts';
import { PolicyScopeKind } from '../scope-kind.ts';
import { refuseLyingManifest } from './check-manifest.ts';
import { bestOf } from './own-policies.ts';
import {
  PolicyVersionState,
  type DeletePolicyVersionInput,
  type DeprecatePolicyVersionInput,
  type PublishPolicyInput,
} from './own-policy.type.ts';

const MAXIMUM_PER_PROJECT = 500;

/** Versions of the policies that projects write themselves; the platform runs them in its sandbox alone. */
export class OwnPolicyService {
  constructor(
    private readonly database: Database,
    private readonly registry: PolicyRegistry,
    private readonly directory: ScopeDirectory,
    private readonly sandbox: Sandbox,
  ) {}

  /** All versions in a project that the caller may read; by name, newest last. NOT_FOUND without such a project. */
  async list(actor: Actor, projectId: string, name?: string): Promise<VersionRow[]> {
    const { organizationId } = await this.#project(actor, projectId, 'projectId');
    return this.database.policyVersion.findMany({
      where: { organizationId, projectId, ...(name !== undefined && { name }) },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    });
  }

  /** What the source says is kept, once it was run; publishing the same again changes nothing. */
  async publish(
    actor: Actor,
    { projectId, source, manifest, draft }: PublishPolicyInput,
  ): Promise<VersionRow> {
    const place = await this.#project(actor, projectId, 'input.projectId');
    actor.require('policy:write', place);
    const described = await this.sandbox.describePolicy(place.organizationId, source);
    if ('problems' in described) throw sourceRefused(described.problems);
    refuseLyingManifest(manifest, described.policy.manifest);
    const { name, version } = described.policy.manifest;
    if (this.registry.get(name)) {
      throw new DomainError('CONFLICT', `The library has a policy ${name}.`, {
        field: 'input.manifest.name',
        remedy: 'Give it a name that the library has not.',
      });
    }
    const row = { ...rowOf(described.policy, source, draft === true), ...place };
    try {
      return await inTransaction(this.database, async (transaction) => {
        const known = await transaction.policyVersion.findFirst({ where: { projectId, name, version } });
        if (known && known.state !== PolicyVersionState.DRAFT) {
          if (known.hash === row.hash && !draft) return known;
          throw taken(name, version);
        }
        const count = await transaction.policyVersion.count({ where: { projectId } });
        if (!known && count >= MAXIMUM_PER_PROJECT) {
          throw new DomainError(
            'LIMIT_EXCEEDED',
            `The project has ${count} versions of policies; it may have ${MAXIMUM_PER_PROJECT}.`,
            { remedy: 'Delete versions that nothing uses.' },
          );
        }
        const stored = known
          ? await transaction.policyVersion.update({ where: { id: known.id }, data: row })
          : await transaction.policyVersion.create({ data: { id: uuid(), ...row } });
        await recordChange(
          transaction,
          actor,
          changeOf(stored, draft ? 'policy.drafted' : 'policy.published'),
        );
        return stored;
      });
    } catch (error) {
      throw isDuplicate(error) ? taken(name, version) : error;
    }
  }

  async deprecate(actor: Actor, input: DeprecatePolicyVersionInput): Promise<VersionRow> {
    const row = await this.#forChange(actor, input);
    const instead = input.instead.trim();
    if (instead === '' || instead.length > 500) {
      throw new DomainError('INVALID_INPUT', 'instead must say what to do, in at most 500 characters.', {
        field: 'input.instead',
      });
    }
    if (row.state === PolicyVersionState.DRAFT) {
      throw new DomainError('CONFLICT', `${row.name} ${row.version} is a draft, which nothing can use.`, {
        field: 'input.version',
        remedy: 'Delete it.',
      });
    }
    return inTransaction(this.database, async (transaction) => {
      const data = { state: PolicyVersionState.DEPRECATED, instead };
      const stored = await transaction.policyVersion.update({ where: { id: row.id }, data });
      await recordChange(transaction, actor, changeOf(stored, 'policy.deprecated'));
      return stored;
    });
  }

  /** Refuses what an attachment would be left without. */
  async delete(actor: Actor, input: DeletePolicyVersionInput): Promise<boolean> {
    const row = await this.#forChange(actor, input);
    const { organizationId, projectId, name } = row;
    await inTransaction(this.database, async (transaction) => {
      // Locked ahead of looking, so that nothing is attached to it meanwhile.
      await transaction.$queryRaw`SELECT id FROM policy_version WHERE id = ${row.id} FOR UPDATE`;
      const others = await transaction.policyVersion.findMany({
        where: { projectId, name, id: { not: row.id }, state: { not: PolicyVersionState.DRAFT } },
      });
      const attachments = await transaction.policyAttachment.findMany({
        where: { organizationId, projectId, policy: name },
      });
      const needs = attachments.filter((one) => {
        const wanted = { policy: name, version: one.policyVersion };
        return !bestOf(others, wanted) && bestOf([row], wanted);
      });
      if (row.state !== PolicyVersionState.DRAFT && needs.length > 0) {
        throw new DomainError('CONFLICT', `${name} ${row.version} is attached ${needs.length} times.`, {
          field: 'input.version',
          remedy: 'Detach it, or publish a later version of the same major.',
          details: { attachmentIds: needs.slice(0, 20).map(({ id }) => id) },
        });
      }
      await transaction.policyVersion.delete({ where: { id: row.id } });
      await recordChange(transaction, actor, changeOf(row, 'policy.deleted'));
    });
    return true;
  }

  async #forChange(
    actor: Actor,
    { projectId, name, version }: DeletePolicyVersionInput,
  ): Promise<VersionRow> {
    const place = await this.#project(actor, projectId, 'input.projectId');
    const { organizationId } = place;
    const where = { organizationId, projectId, name, version };
    const row = await this.database.policyVersion.findFirst({ where });
    if (!row) throw notFound('PolicyVersion', `${name} ${version}`, 'input.version');
    actor.require('policy:write', place);
    return row;
  }

  async #project(actor: Actor, projectId: string, field: string) {
    const { organizationId } = actor;
    const place = await this.directory.find(PolicyScopeKind.PROJECT, projectId, organizationId);
    if (!place || !actor.can('policy:read', { organizationId, projectId })) {
      throw notFound('Project', projectId, field);
    }
    return { organizationId, projectId };
  }
}

function rowOf({ manifest, code, handlerCode }: OwnPolicy, source: string, draft: boolean) {
  const now = new Date();
  return {
    name: manifest.name,
    version: manifest.version,
    state: draft ? PolicyVersionState.DRAFT : PolicyVersionState.PUBLISHED,
    instead: null,
    source,
    transpiled: code,
    manifest: JSON.stringify(manifest),
    handlerCode: JSON.stringify(handlerCode),
    hash: createHash('sha256').update(source).digest('hex'),
    createdAt: now,
    publishedAt: draft ? null : now,
  };
}

const MAXIMUM_PROBLEMS = 100;

function sourceRefused(problems: readonly PolicyProblem[]): DomainError {
  const shown = problems.slice(0, MAXIMUM_PROBLEMS);
  const lines = shown.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  return new DomainError('POLICY_SOURCE_INVALID', lines.join('\n'), {
    field: 'input.source',
    remedy: shown[0]?.remedy,
    details: { problems: shown },
  });
}

const taken = (name: string, version: string): DomainError =>
  new DomainError('CONFLICT', `${name} ${version} is published, and what is published never changes.`, {
    field: 'input.manifest.version',
    remedy: 'Raise the version in policy.ts and package.json.',
  });

/** APIs of the project may compile to something else by it, unless it is a draft. */
const changeOf = ({ organizationId, projectId, name, version, state }: VersionRow, action: string) => ({
  organizationId,
  action,
  subject: projectId,
  details: { policy: name, version },
  ...(state !== PolicyVersionState.DRAFT && { event: 'policy.attachment.changed' }),
});
