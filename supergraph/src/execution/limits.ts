import { DomainError } from '@apim/kit/errors';
import {
  GraphQLError,
  Kind,
  Lexer,
  Source,
  TokenKind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What one request may ask for at most; fragments count as often as they are spread. */
export interface Limits {
  characters: number;
  tokens: number;
  /** Brackets open at once, values included. */
  nesting: number;
  /** Levels of fields, leaves included. */
  depth: number;
  aliases: number;
  fields: number;
  rootFields: number;
}

export const defaultLimits: Limits = {
  characters: 262_144,
  tokens: 10_000,
  nesting: 64,
  depth: 15,
  aliases: 50,
  fields: 1_000,
  rootFields: 20,
};

const units: Record<keyof Limits, string> = {
  characters: 'characters',
  tokens: 'tokens',
  nesting: 'open brackets',
  depth: 'levels of fields',
  aliases: 'aliases',
  fields: 'fields',
  rootFields: 'fields at the root',
};

function refuse(limit: keyof Limits, allowed: number, asked: number | string): DomainError {
  const message = `The query has ${asked} ${units[limit]}; at most ${allowed} are allowed.`;
  return new DomainError('QUERY_TOO_COMPLEX', message, { details: { limit, allowed, asked } });
}

/** Refuses a query's text while reading its tokens, ahead of parsing; it stops at the first that is too many. */
export function checkText(text: string, limits: Limits): void {
  if (text.length > limits.characters) throw refuse('characters', limits.characters, text.length);
  const lexer = new Lexer(new Source(text));
  let open = 0;
  for (let tokens = 0; ; tokens++) {
    if (tokens > limits.tokens) throw refuse('tokens', limits.tokens, `more than ${limits.tokens}`);
    const { kind } = lexer.advance();
    if (kind === TokenKind.EOF) return;
    if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L) open++;
    if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R) open--;
    if (open > limits.nesting) throw refuse('nesting', limits.nesting, `more than ${limits.nesting}`);
  }
}

interface Measure {
  depth: number;
  aliases: number;
  fields: number;
  rootFields: number;
}

/** Refuses a parsed query that asks for too much, ahead of validation; the work is linear in the text. */
export function checkDocument(document: DocumentNode, limits: Limits): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Measure | 'underWay'>();

  const measureFragment = (name: string): Measure => {
    const known = measured.get(name);
    if (known === 'underWay') throw new GraphQLError(`The fragment "${name}" spreads itself.`);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return { depth: 0, aliases: 0, fields: 0, rootFields: 0 };
    measured.set(name, 'underWay');
    const measure = measureSet(fragment.selectionSet);
    measured.set(name, measure);
    return measure;
  };

  const measureSet = ({ selections }: SelectionSetNode): Measure => {
    const sum: Measure = { depth: 0, aliases: 0, fields: 0, rootFields: 0 };
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const below = selection.selectionSet && measureSet(selection.selectionSet);
        sum.depth = Math.max(sum.depth, 1 + (below?.depth ?? 0));
        sum.aliases += (selection.alias ? 1 : 0) + (below?.aliases ?? 0);
        sum.fields += 1 + (below?.fields ?? 0);
        sum.rootFields += 1;
      } else {
        const part =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? measureFragment(selection.name.value)
            : measureSet(selection.selectionSet);
        sum.depth = Math.max(sum.depth, part.depth);
        sum.aliases += part.aliases;
        sum.fields += part.fields;
        sum.rootFields += part.rootFields;
      }
    }
    return sum;
  };

  for (const definition of document.definitions) {
    const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
    if (!isOperation && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const measure = isOperation
      ? measureSet(definition.selectionSet)
      : measureFragment(definition.name.value);
    for (const limit of ['depth', 'aliases', 'fields', 'rootFields'] as const) {
      if (limit === 'rootFields' && !isOperation) continue;
      if (measure[limit] > limits[limit]) throw refuse(limit, limits[limit], measure[limit]);
    }
  }
}
