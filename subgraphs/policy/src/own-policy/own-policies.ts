import { bestVersion, type CompileAttachment, type PolicyRegistry } from '@apim/sdk';
import type { Database } from '../database.ts';
import type { PolicyVersion as VersionRow } from '../prisma/client.ts';
import type { OwnPolicy } from '../sandbox/own-policy.ts';
import { PolicyVersionState } from './own-policy.type.ts';

interface Owner {
  readonly organizationId: string;
  readonly projectId: string | null;
}

type Wanted = Pick<CompileAttachment, 'policy' | 'version'>;

/** Reads the published and deprecated versions of projects' own policies. */
export class OwnPolicies {
  constructor(
    private readonly database: Database,
    private readonly registry: PolicyRegistry,
  ) {}

  /** The versions that attachments of a project need, each once. */
  async usedBy(owner: Owner, attachments: readonly Wanted[]): Promise<OwnPolicy[]> {
    const wanted = attachments.filter(({ policy }) => !this.registry.get(policy));
    const names = [...new Set(wanted.map(({ policy }) => policy))];
    const rows = await this.#rows(owner, names);
    // Another version, where that one is gone, says at least that the policy is known.
    const used = new Set(
      wanted.flatMap((one) => bestOf(rows, one) ?? bestOf(rows, { policy: one.policy }) ?? []),
    );
    return [...used].map(toOwnPolicy);
  }

  /** The version to attach: of the same major as the one asked for and not older, else the newest. */
  async find(owner: Owner, wanted: Wanted): Promise<VersionRow | undefined> {
    if (this.registry.get(wanted.policy)) return undefined;
    return bestOf(await this.#rows(owner, [wanted.policy]), wanted);
  }

  async #rows({ organizationId, projectId }: Owner, names: string[]): Promise<VersionRow[]> {
    if (names.length === 0 || projectId === null) return [];
    return this.database.policyVersion.findMany({
      where: { organizationId, projectId, name: { in: names }, state: { not: PolicyVersionState.DRAFT } },
      orderBy: { id: 'asc' },
    });
  }
}

/** Of the policy's rows the one that the SDK's registry would take. */
export function bestOf(rows: readonly VersionRow[], { policy, version }: Wanted): VersionRow | undefined {
  const named = rows.filter(({ name }) => name === policy);
  return bestVersion(named, version, ({ state }) => state === PolicyVersionState.DEPRECATED);
}

/** The row's texts were all written by this manager. */
function toOwnPolicy({ manifest, transpiled, handlerCode, state, instead }: VersionRow): OwnPolicy {
  return {
    manifest: JSON.parse(manifest) as OwnPolicy['manifest'],
    code: transpiled,
    handlerCode: JSON.parse(handlerCode) as OwnPolicy['handlerCode'],
    ...(state === PolicyVersionState.DEPRECATED && { deprecated: instead ?? 'use a newer version' }),
  };
}
