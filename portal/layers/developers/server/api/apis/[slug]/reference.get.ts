import { createError, getQuery } from 'h3';
import { readDocument } from '../../../reference/read-document';
import { referencePage } from '../../../reference/reference-page';

export default defineEventHandler(async (event) => {
  const { publication, document } = await readDocument(event);
  const query = getQuery(event);
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].slice(0, 300) : undefined);
  const reference = referencePage(document, publication.gatewayUrls[0]?.url, {
    tag: text('tag'),
    search: text('q'),
    operation: text('operation'),
    page: Number(text('page')) || 1,
  });
  if (!reference) throw createError({ statusCode: 404, message: 'The operation does not exist.' });
  return { publication, reference };
});
