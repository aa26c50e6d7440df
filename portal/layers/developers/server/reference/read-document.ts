import { createError, getRouterParam, setResponseHeader, type H3Event } from 'h3';
import {
  PublicationPageDocument,
  PublicationTextDocument,
  type PublicationPageQuery,
} from '../../documents/documents.gen.ts';
import { DocumentCache } from './document-cache';
import type { JsonObject } from './json';
import { listOperations, type ListedOperation } from './list-operations';
import { parseDocument } from './parse-document';

/** A document that was read once and is kept while there is room. */
export interface ReadDocument {
  root: JsonObject;
  operations: ListedOperation[];
}

/** Characters of documents; parsed, one takes several times as much memory. */
const cache = new DocumentCache<ReadDocument>(16_000_000);

/**
 * The publication that a request's `slug` names and its document, as far as this visitor may see it: the BFF is asked each time,
 * only the reading is kept.
 */
export async function readDocument(
  event: H3Event,
): Promise<{ publication: NonNullable<PublicationPageQuery['publication']>; document: ReadDocument }> {
  setResponseHeader(event, 'cache-control', 'private, no-cache');
  const slug = decodeURIComponent(getRouterParam(event, 'slug') ?? '');
  const { publication } = await askBff(event, PublicationPageDocument, { slug });
  if (!publication) throw createError({ statusCode: 404, message: 'The API does not exist.' });
  const key = `${publication.id} ${publication.updatedAt}`;
  const kept = cache.get(key);
  if (kept) return { publication, document: kept };
  const { publication: whole } = await askBff(event, PublicationTextDocument, { id: publication.id });
  const text = whole?.document ?? '';
  const root = parseDocument(text);
  const document = { root, operations: listOperations(root) };
  cache.set(key, document, text.length);
  return { publication, document };
}
