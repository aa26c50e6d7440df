import { asArray, asText, own } from './json';
import { describeOperation } from './describe-operation';
import type { Budget } from './describe-schema';
import { countTags, type ListedOperation } from './list-operations';
import type { ReadDocument } from './read-document';
import { renderMarkdown } from './render-markdown';

const PAGE_SIZE = 20;
/** A page of many operations opens schemas less far than a page of one. */
const budgetOfMany = (): Budget => ({ nodes: 60, depth: 3 });
const budgetOfOne = (): Budget => ({ nodes: 3_000, depth: 12 });

export interface ReferenceRequest {
  tag?: string;
  search?: string;
  /** The anchor of one operation to show alone and in full. */
  operation?: string;
  page: number;
}

/** The part of a reference that was asked for; undefined when the one operation asked for does not exist. */
export function referencePage(
  { root, operations }: ReadDocument,
  gatewayUrl: string | undefined,
  { tag, search, operation, page }: ReferenceRequest,
): ReferenceView | undefined {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const matching = operation
    ? operations.filter(({ anchor }) => anchor === operation)
    : operations.filter(
        (one) => (!tag || one.tag === tag) && words.every((word) => one.searchable.includes(word)),
      );
  if (operation && matching.length === 0) return undefined;
  const pages = Math.max(1, Math.ceil(matching.length / PAGE_SIZE));
  const current = Math.min(Math.max(1, page), pages);
  const shown = matching.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE);
  const texts = new Map(asArray(root.tags).map((one) => [own(one, 'name'), asText(own(one, 'description'))]));
  return {
    tags: countTags(operations),
    groups: groupByTag(shown).map(([name, group]) => ({
      tag: name,
      description: renderMarkdown(texts.get(name), 2),
      operations: group.map((one) =>
        describeOperation(root, one, gatewayUrl, operation ? budgetOfOne() : budgetOfMany()),
      ),
    })),
    total: matching.length,
    page: current,
    pages,
  };
}

function groupByTag(operations: ListedOperation[]): [string, ListedOperation[]][] {
  const groups = new Map<string, ListedOperation[]>();
  for (const one of operations) groups.set(one.tag, [...(groups.get(one.tag) ?? []), one]);
  return [...groups];
}
