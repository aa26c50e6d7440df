import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { DomainError, notFound } from '@apim/kit/errors';
import { inTransaction, isDuplicate } from '@apim/kit/transaction';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { pack } from '../compressed.ts';
import type { Database, Transaction } from '../database.ts';
import { basePath, displayName, parseInput, slug } from '../input.ts';
import { readDocumentAside, type DocumentSummary } from '../openapi/read-document-aside.ts';
import { absoluteServerOf, upstreamOf } from '../openapi/servers.ts';
import { checkUpstream, type UpstreamRules } from '../upstream/check-upstream.ts';
import { ApiState, type Api, type ImportApiInput, type ImportedApi } from './api.type.ts';
import { claimBasePath } from './claim-base-path.ts';
import { replaceOperations } from './operation-changes.ts';
import type { RequireProject } from './require-project.ts';

const importInput = z.object({
  projectId: z.string(),
  document: z.string(),
  slug: slug.optional(),
  name: displayName.optional(),
  basePath: basePath.optional(),
  upstreamUrl: z.string().optional(),
});

/** Makes an API of an OpenAPI document, or brings the one with the same slug up to date. */
export class ImportApiService {
  constructor(
    private readonly database: Database,
    private readonly requireProject: RequireProject,
    private readonly rules: () => Promise<UpstreamRules>,
  ) {}

  async import(actor: Actor, input: ImportApiInput): Promise<ImportedApi> {
    const { organizationId } = actor;
    const given = parseInput(importInput, input);
    const { projectId } = given;
    if (!actor.can('api:read', { organizationId, projectId })) throw notFound('Project', projectId);
    await this.requireProject(organizationId, projectId);
    actor.require('api:write', { organizationId, projectId });

    const document = await readDocumentAside(given.document);
    const values = {
      slug: given.slug ?? slugOf(document.title),
      isSlugGiven: given.slug !== undefined,
      name: given.name,
      basePath: given.basePath,
      upstreamUrl: given.upstreamUrl,
    };
    const content = await pack(given.document);
    const rules = await this.rules();
    const outcome = await this.#write(actor, projectId, values, document, content, rules);
    const warnings = given.upstreamUrl === undefined ? keptUpstream(document, outcome.api.upstreamUrl) : [];
    return { ...outcome, warnings: [...document.warnings, ...warnings] };
  }

  async #write(
    actor: Actor,
    projectId: string,
    values: { slug: string; isSlugGiven: boolean; name?: string; basePath?: string; upstreamUrl?: string },
    document: DocumentSummary,
    content: Uint8Array<ArrayBuffer>,
    rules: UpstreamRules,
  ): Promise<Omit<ImportedApi, 'warnings'>> {
    const { organizationId } = actor;
    try {
      return await inTransaction(this.database, async (transaction) => {
        const before = await transaction.api.findUnique({
          where: { projectId_slug: { projectId, slug: values.slug } },
        });
        if (before && !values.isSlugGiven) await refuseOtherApi(transaction, before, document);
        const id = before?.id ?? uuid();
        const path = values.basePath ?? before?.basePath ?? `/${values.slug}`;
        const upstreamUrl = upstreamOf(document, values.upstreamUrl ?? before?.upstreamUrl);
        checkUpstream(upstreamUrl, rules);
        await claimBasePath(transaction, id, path);
        const now = new Date();
        const data = {
          ...describe(document),
          name: values.name ?? before?.name ?? nameOf(document, values.slug),
          basePath: path,
          upstreamUrl,
          documentFormat: document.format,
          updatedAt: now,
        };
        const api = before
          ? await transaction.api.update({ where: { id }, data: { ...data, revision: { increment: 1 } } })
          : await transaction.api.create({
              data: {
                id,
                organizationId,
                projectId,
                slug: values.slug,
                state: ApiState.DRAFT,
                createdAt: now,
                ...data,
              },
            });
        await transaction.apiDocument.upsert({
          where: { apiId: id },
          create: { apiId: id, organizationId, content },
          update: { content },
        });
        const { added, removed } = await replaceOperations(transaction, api, document.operations);
        await recordChange(transaction, actor, {
          organizationId,
          action: before ? 'api.updated' : 'api.imported',
          subject: id,
          details: { slug: values.slug, version: api.version, added: added.length, removed: removed.length },
          event: 'gateway.api.changed',
        });
        return { api: api as Api, created: !before, operationsAdded: added, operationsRemoved: removed };
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new DomainError(
        'CONFLICT',
        `The API ${values.slug} is being imported by someone else just now.`,
        {
          field: 'input.slug',
          remedy: 'Import again.',
        },
      );
    }
  }
}

/** An import without an address never sends traffic elsewhere: that the document names another server is only said. */
function keptUpstream(document: DocumentSummary, upstreamUrl: string): string[] {
  const server = absoluteServerOf(document);
  if (server === undefined || server === upstreamUrl) return [];
  return [
    `The document’s server is ${server.slice(0, 200)}; the API keeps its upstream ${upstreamUrl} until upstreamUrl (--upstream) says otherwise.`,
  ];
}

/** Many documents share a title: one that has nothing in common with the API of that name is another API, not its next version. */
async function refuseOtherApi(
  transaction: Transaction,
  { id: apiId, slug: taken }: { id: string; slug: string },
  { operations }: DocumentSummary,
): Promise<void> {
  const known = await transaction.operation.findMany({ where: { apiId }, select: { key: true } });
  const keys = new Set(operations.map(({ key }) => key));
  if (known.length === 0 || known.some(({ key }) => keys.has(key))) return;
  throw new DomainError(
    'CONFLICT',
    `The document's title makes the slug ${taken}, which an API has that shares no operation with this document.`,
    {
      field: 'input.slug',
      remedy: `Give another slug, or the slug ${taken} to replace that API's document.`,
    },
  );
}

const describe = ({ title, version, description }: DocumentSummary) => ({
  title: title.slice(0, 500),
  version: version.slice(0, 200),
  description: description?.slice(0, 10_000) ?? null,
});

const nameOf = ({ title }: DocumentSummary, fallback: string): string =>
  displayName.safeParse(title.replace(/\p{Cc}+/gu, ' ').slice(0, 200)).data ?? fallback;

function slugOf(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '');
  const candidate = wholeWords(plain, 40).replace(/-+$/, '');
  if (slug.safeParse(candidate).success) return candidate;
  throw new DomainError('INVALID_INPUT', 'No slug can be made of the document’s title.', {
    field: 'input.slug',
    remedy: 'Give a slug of 2 to 40 lower-case letters, digits and hyphens.',
  });
}

/** The beginning of hyphenated text, up to a length; a word is cut only where it alone is too long. */
function wholeWords(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.lastIndexOf('-', length);
  return text.slice(0, end > 1 ? end : length);
}
