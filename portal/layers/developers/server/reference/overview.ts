import { asObject, asText } from './json';
import { countTags, type ListedOperation } from './list-operations';
import type { ReadDocument } from './read-document';
import { renderMarkdown } from './render-markdown';

/** So many operations are listed one by one; more are told by their groups. */
const FEW = 15;

/** What a document says about its API as a whole. */
export function overviewOf({ root, operations }: ReadDocument, summary: string): OverviewView {
  const info = asObject(root.info);
  const description = asText(info.description);
  const contact = asObject(info.contact);
  return {
    lead: beginsWith(description ?? '', summary) ? undefined : summary,
    description: renderMarkdown(description, 1),
    operations: operations.length,
    tags: countTags(operations),
    list: operations.length > FEW ? [] : operations.map(listed),
    contact: asText(contact.name) ?? asText(contact.email),
    license: asText(asObject(info.license).name),
    terms: webAddress(info.termsOfService),
  };
}

const listed = ({ method, path, summary, anchor }: ListedOperation) => ({
  method,
  name: summary ?? path,
  anchor,
});

/** Whether a text begins with another, marks of Markdown aside; a summary is often a description's first paragraph. */
function beginsWith(text: string, beginning: string): boolean {
  const plain = (value: string) => value.replace(/<[^>]*>|[*_`#\s]|…$/g, '');
  return plain(text.slice(0, 2_000)).startsWith(plain(beginning));
}

/** An address only if it leads to the web: anything else, scripts included, is no link. */
function webAddress(value: unknown): string | undefined {
  const text = asText(value);
  if (!text || !URL.canParse(text)) return undefined;
  return ['http:', 'https:'].includes(new URL(text).protocol) ? text : undefined;
}
