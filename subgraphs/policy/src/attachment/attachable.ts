import { DomainError } from '@apim/kit/errors';
import type { CompileAttachment, Policy, PolicyRegistry, ScopeKind } from '@apim/sdk';
import type { Compiler } from '../compile/compiler.ts';
import type { OwnPolicies } from '../own-policy/own-policies.ts';
import type { Prisma } from '../prisma/client.ts';
import type { PolicyManifest } from '../sandbox/manifest.ts';
import type { ScopePlace } from '../scope-directory.ts';
import { toScopeKind, type PolicyScopeKind } from '../scope-kind.ts';
import { acceptedConfiguration, configurationRefused, storedConfiguration } from './check-configuration.ts';

type Place = Pick<ScopePlace, 'organizationId' | 'projectId'>;

/** A policy in the version that an attachment will record. */
export interface FoundPolicy {
  readonly name: string;
  readonly version: string;
  /** Of the library. */
  readonly policy?: Policy;
  /** Row of a project's own. */
  readonly ownId?: string;
}

/** Which policies can be attached at a place, and with which configurations. */
export class Attachable {
  constructor(
    private readonly registry: PolicyRegistry,
    private readonly own: OwnPolicies,
    private readonly compiler: Compiler,
  ) {}

  /** POLICY_UNKNOWN for what neither the library nor the project has; INVALID_INPUT for a scope that the policy has not. */
  async find(
    { organizationId, projectId }: Place,
    wanted: Pick<CompileAttachment, 'policy' | 'version'>,
    kind?: PolicyScopeKind,
  ): Promise<FoundPolicy> {
    const policy = this.registry.get(wanted.policy, wanted.version);
    if (policy) {
      refuseScope(policy.name, policy.scopes, kind);
      return { name: policy.name, version: policy.version, policy };
    }
    const row = organizationId ? await this.own.find({ organizationId, projectId }, wanted) : undefined;
    if (!row) throw this.#unknown(wanted);
    refuseScope(row.name, (JSON.parse(row.manifest) as PolicyManifest).scopes, kind);
    return { name: row.name, version: row.version, ownId: row.id };
  }

  /** The JSON text to store. Throws POLICY_CONFIGURATION_INVALID, naming each field at fault, or POLICY_FAILED. */
  async accept(
    { organizationId, projectId }: Place,
    found: FoundPolicy,
    configuration: unknown,
  ): Promise<string> {
    if (found.policy) return acceptedConfiguration(found.policy, configuration);
    const stored = storedConfiguration(configuration);
    if (organizationId === null || projectId === null) throw this.#unknown({ policy: found.name });
    const { diagnostics } = await this.compiler.run(
      { organizationId, projectId },
      { kind: 'preview', attachment: { policy: found.name, version: found.version, configuration } },
    );
    const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
    const failure = errors.find(({ code }) => code === 'POLICY_FAILED');
    if (failure) throw new DomainError('POLICY_FAILED', failure.message, { field: 'input.policy' });
    if (errors.length > 0) {
      throw configurationRefused(
        found.name,
        errors.map(({ path, message }) => ({ path: path ?? '', message })),
      );
    }
    return stored;
  }

  /** Keeps an own version from being deleted until the transaction ends. */
  async hold(transaction: Prisma.TransactionClient, { name, version, ownId }: FoundPolicy): Promise<void> {
    if (ownId === undefined) return;
    const rows = await transaction.$queryRaw<unknown[]>`
      SELECT id FROM policy_version WHERE id = ${ownId} LOCK IN SHARE MODE`;
    if (rows.length === 0) throw this.#unknown({ policy: name, version });
  }

  #unknown({ policy, version }: { policy: string; version?: string | undefined }): DomainError {
    const known = this.registry.get(policy);
    const inVersion = version === undefined ? '' : ` in version ${version}`;
    return new DomainError('POLICY_UNKNOWN', `There is no policy ${JSON.stringify(policy)}${inVersion}.`, {
      field: known ? 'input.version' : 'input.policy',
      details: { policies: this.registry.list().map(({ name }) => name) },
    });
  }
}

function refuseScope(name: string, scopes: readonly ScopeKind[], kind: PolicyScopeKind | undefined): void {
  if (kind === undefined || scopes.includes(toScopeKind(kind))) return;
  const admitted = scopes.map((scope) => scope.toUpperCase());
  throw new DomainError('INVALID_INPUT', `${name} cannot be attached to ${kind}.`, {
    field: 'input.scope.kind',
    remedy: `Attach it to ${admitted.join(' or ')}.`,
    details: { admitted },
  });
}
