import type { Actor } from '@apim/kit/actor';
import type { RequestContext } from '@apim/kit/context';
import { notFound } from '@apim/kit/errors';
import { paginate, type PageArgs } from '@apim/kit/pagination';
import { checkText } from '../check-text.ts';
import type { Database } from '../database.ts';
import type { Prisma } from '../prisma/client.ts';
import type { GatewayUrl } from './publication.type.ts';
import { visibleTo } from './visible.ts';

/** A row without its document, which is large and asked for apart. */
export type PublicationRow = Prisma.PublicationGetPayload<{ omit: { document: true } }>;

/** Reads publications as far as the caller may see them. */
export class CatalogueService {
  constructor(private readonly database: Database) {}

  list(actor: Actor, search: string | undefined, page: PageArgs) {
    const pattern = search && escapeLike(checkText('search', search, { maximum: 100 }));
    const matching: Prisma.PublicationWhereInput = pattern
      ? {
          OR: [
            { title: { contains: pattern } },
            { summary: { contains: pattern } },
            { slug: { contains: pattern.toLowerCase() } },
          ],
        }
      : {};
    return paginate<PublicationRow>(page, (take, afterId) =>
      this.database.publication.findMany({
        where: { AND: [visibleTo(actor), matching, afterId ? { id: { gt: afterId } } : {}] },
        omit: { document: true },
        orderBy: { id: 'asc' },
        take,
      }),
    );
  }

  /** The publication with this id or slug; NOT_FOUND when there is none or the caller may not see it. */
  async find(actor: Actor, { id, slug }: { id?: string; slug?: string }): Promise<PublicationRow> {
    const row = await this.database.publication.findFirst({
      where: { AND: [visibleTo(actor), id ? { id } : { slug: slug ?? '' }] },
      omit: { document: true },
    });
    if (!row) throw notFound('Publication', id ?? slug ?? '', id ? 'id' : 'slug');
    return row;
  }

  byId({ actor, loaders }: RequestContext, id: string): Promise<PublicationRow | undefined> {
    return this.#loader(loaders, actor, 'id').load(id);
  }

  byApi({ actor, loaders }: RequestContext, apiId: string): Promise<PublicationRow | undefined> {
    return this.#loader(loaders, actor, 'apiId').load(apiId);
  }

  /** The document of a publication that the caller was shown. */
  async document({ actor, loaders }: RequestContext, id: string): Promise<string | undefined> {
    return loaders
      .get('publication.document', async (ids) => {
        const rows = await this.database.publication.findMany({
          where: { AND: [visibleTo(actor), { id: { in: [...ids] } }] },
          select: { id: true, document: true },
        });
        return new Map(rows.map((row) => [row.id, row.document]));
      })
      .load(id);
  }

  gatewayUrls({ gatewayUrls }: PublicationRow): GatewayUrl[] {
    return JSON.parse(gatewayUrls) as GatewayUrl[];
  }

  #loader(loaders: RequestContext['loaders'], actor: Actor, key: 'id' | 'apiId') {
    return loaders.get<PublicationRow>(`publication.${key}`, async (values) => {
      const rows = await this.database.publication.findMany({
        where: { AND: [visibleTo(actor), { [key]: { in: [...values] } }] },
        omit: { document: true },
      });
      return new Map(rows.map((row) => [row[key], row]));
    });
  }
}

/** LIKE's wildcards as the characters that they are. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
