import { DomainError } from '@apim/kit/errors';
import { LineCounter, parseDocument } from 'yaml';
import { isObject, type JsonObject } from './document.ts';
import { refuseBombs } from './size.ts';

const LIMIT_BYTES = 32 * 1024 * 1024;
/** YAML of this size is read in a few milliseconds, whatever it holds. */
export const SMALL_YAML_CHARACTERS = 20_000;
const field = 'input.document';

/** Parses JSON or YAML to plain values within limits of size, depth and alias expansion, or throws a coded refusal. */
export function parseText(source: string): { document: JsonObject; format: 'JSON' | 'YAML' } {
  refuseTooLarge(source);
  const text = source.replace(/^\uFEFF/, '');
  const looksLikeJson = /^\s*[{[]/.test(text);
  const parsed = (looksLikeJson ? parseJson(text) : undefined) ?? parseYaml(text);
  refuseBombs(parsed.value);
  if (!isObject(parsed.value)) {
    throw new DomainError('DOCUMENT_NOT_OPENAPI', 'The document is not an object with an openapi field.', {
      field,
    });
  }
  return { document: parsed.value, format: parsed.format };
}

/** Throws DOCUMENT_TOO_LARGE above 32 MB, before anything is parsed. */
export function refuseTooLarge(source: string): void {
  const bytes = Buffer.byteLength(source);
  if (bytes > LIMIT_BYTES) {
    throw new DomainError(
      'DOCUMENT_TOO_LARGE',
      `The document has ${Math.ceil(bytes / 1e6)} MB; the limit is 32 MB.`,
      { field, remedy: 'Leave out long examples, or split the document into several APIs.' },
    );
  }
}

type Parsed = { value: unknown; format: 'JSON' | 'YAML' };

/** Undefined where the text is no JSON, but may still be YAML in flow style. */
function parseJson(text: string): Parsed | undefined {
  try {
    return { value: JSON.parse(text) as unknown, format: 'JSON' };
  } catch (error) {
    if (text.length <= SMALL_YAML_CHARACTERS && !looksNested(text)) return undefined;
    throw unreadable((error as Error).message.replace(/, ".*$/s, ''));
  }
}

/** YAML's parser is recursive; text that opens hundreds of brackets at once is no document for it. */
const looksNested = (text: string): boolean => /(?:[[{]\s*){200}/.test(text);

function parseYaml(text: string): Parsed {
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, { merge: true, lineCounter, logLevel: 'silent', strict: true });
    const [problem] = document.errors;
    if (problem) throw unreadable(problem.message.split('\n')[0]?.replace(/:$/, '') ?? problem.code);
    // Expansion is bounded by refuseBombs, which knows how large the result would be.
    return { value: document.toJS({ maxAliasCount: -1 }) as unknown, format: 'YAML' };
  } catch (error) {
    if (error instanceof RangeError) throw unreadable('it nests too deep');
    if (error instanceof ReferenceError) throw unreadable(error.message);
    throw error;
  }
}

function unreadable(reason: string): DomainError {
  return new DomainError('DOCUMENT_UNREADABLE', `The document is neither JSON nor YAML: ${reason}.`, {
    field,
    remedy: 'Correct the syntax at the named place.',
  });
}
