import type { Actor } from '@apim/kit/actor';
import type { RequestContext } from '@apim/kit/context';
import { notFound } from '@apim/kit/errors';
import { newestFirst } from '@apim/sdk';
import type { OwnPolicyService } from '../own-policy/own-policy.service.ts';
import { bestOf } from '../own-policy/own-policies.ts';
import { PolicyVersionState, type PolicyVersion } from '../own-policy/own-policy.type.ts';
import type { PolicyAttachment as AttachmentRow, PolicyVersion as VersionRow } from '../prisma/client.ts';
import type { PolicyManifest } from '../sandbox/manifest.ts';
import { fromScopeKinds } from '../scope-kind.ts';
import type { LibraryService } from './library.service.ts';
import { PolicyDirection, type Policy } from './policy.type.ts';

/** What can be attached: the library, and in a project its own policies. */
export class CatalogueService {
  constructor(
    private readonly library: LibraryService,
    private readonly own: OwnPolicyService,
  ) {}

  /** By name, ascending. */
  async list(actor: Actor, projectId?: string): Promise<Policy[]> {
    const library = this.library.list(actor);
    if (projectId === undefined) return library;
    const own = Map.groupBy(await this.own.list(actor, projectId), ({ name }) => name);
    return [...library, ...[...own.values()].map(toPolicy)].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async get(actor: Actor, name: string, projectId?: string): Promise<Policy> {
    const library = this.library.byName(actor, name);
    if (library || projectId === undefined) return this.library.get(actor, name);
    const rows = await this.own.list(actor, projectId, name);
    if (rows.length === 0) throw notFound('Policy', name, 'name');
    return toPolicy(rows);
  }

  /** Of an attachment that the caller may read; undefined when the policy is gone. */
  async ofAttachment(
    { actor, loaders }: RequestContext,
    { policy, projectId }: AttachmentRow,
  ): Promise<Policy | undefined> {
    const library = this.library.byName(actor, policy);
    if (library || projectId === null) return library;
    return loaders
      .get<Policy>(`own-policies.${projectId}`, async (names) => {
        const rows = await this.own.list(actor, projectId);
        const known = Map.groupBy(rows, ({ name }) => name);
        return new Map(
          names.flatMap((name) => {
            const versions = known.get(name);
            return versions ? [[name, toPolicy(versions)] as const] : [];
          }),
        );
      })
      .load(policy);
  }
}

/** The version that would be attached stands for all; a draft only where there is nothing else. */
function toPolicy(rows: readonly VersionRow[]): Policy {
  const sorted = [...rows].sort(newestFirst);
  const usable = sorted.filter(({ state }) => state !== PolicyVersionState.DRAFT);
  const shown = bestOf(usable, { policy: rows[0]?.name ?? '' }) ?? sorted[0];
  if (!shown) throw new Error('A policy has a version.');
  const manifest = JSON.parse(shown.manifest) as PolicyManifest;
  return {
    name: manifest.name,
    version: manifest.version,
    title: manifest.title,
    summary: manifest.summary,
    direction: manifest.direction === 'inbound' ? PolicyDirection.INBOUND : PolicyDirection.OUTBOUND,
    scopes: fromScopeKinds(manifest.scopes),
    configurationSchema: manifest.configurationSchema,
    examples: manifest.examples,
    projectId: shown.projectId,
    deprecated: shown.instead,
    versions: sorted.map((row): PolicyVersion => ({ ...row, state: row.state as PolicyVersionState })),
  };
}
