import { overviewOf } from '../../../reference/overview';
import { readDocument } from '../../../reference/read-document';

export default defineEventHandler(async (event) => {
  const { publication, document } = await readDocument(event);
  return { publication, overview: overviewOf(document, publication.summary) };
});
