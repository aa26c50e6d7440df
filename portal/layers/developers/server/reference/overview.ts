import { asObject, asText } from './json';
import { countTags } from './list-operations';
import type { ReadDocument } from './read-document';
import { renderMarkdown } from './render-markdown';

/** What a document says about its API as a whole. */
export function overviewOf({ root, operations }: ReadDocument): OverviewView {
  const info = asObject(root.info);
  const contact = asObject(info.contact);
  return {
    description: renderMarkdown(asText(info.description)),
    operations: operations.length,
    tags: countTags(operations),
    contact: asText(contact.name) ?? asText(contact.email),
    license: asText(asObject(info.license).name),
    terms: webAddress(info.termsOfService),
  };
}

/** An address only if it leads to the web: anything else, scripts included, is no link. */
function webAddress(value: unknown): string | undefined {
  const text = asText(value);
  if (!text || !URL.canParse(text)) return undefined;
  return ['http:', 'https:'].includes(new URL(text).protocol) ? text : undefined;
}
