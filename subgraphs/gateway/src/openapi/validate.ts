import { DomainError } from '@apim/kit/errors';
import { Validator } from '@seriousme/openapi-schema-validator';
import { ownValue, textOf, type JsonObject } from './document.ts';

const field = 'input.document';

/** The version text of a document of a family that is supported, or DOCUMENT_NOT_OPENAPI. */
export function specificationOf(document: JsonObject): string {
  const openapi = ownValue(document, 'openapi');
  const swagger = ownValue(document, 'swagger');
  const version = textOf(openapi ?? swagger);
  if (
    version !== undefined &&
    (openapi === undefined ? /^2\.0$/ : /^3\.[012](\.\d+)?(-.*)?$/).test(version)
  ) {
    return version;
  }
  const problem =
    openapi === undefined && swagger === undefined
      ? 'It has neither an openapi nor a swagger field.'
      : `Its version ${JSON.stringify(openapi ?? swagger)} is not among 2.0, 3.0, 3.1 and 3.2 (as text).`;
  throw new DomainError('DOCUMENT_NOT_OPENAPI', `The document is not OpenAPI. ${problem}`, {
    field,
    details: { path: openapi === undefined ? '#/swagger' : '#/openapi' },
  });
}

/** Throws DOCUMENT_INVALID with the JSON pointer of the first violation of the specification's own schema. */
export async function validateDocument(document: JsonObject): Promise<void> {
  const { valid, errors } = await new Validator().validate(document);
  // A text is the library's own verdict on references, which `checkReferences` gives with more care.
  if (valid || !Array.isArray(errors)) return;
  // With alternatives (oneOf), the deepest violation is the one that the author meant to write.
  const [deepest] = [...errors].sort((a, b) => depth(b.instancePath) - depth(a.instancePath));
  const { instancePath = '', message = 'is not admitted', params = {} } = deepest ?? {};
  const extra = Object.entries(params as Record<string, unknown>)
    .filter(
      ([name]) => name === 'additionalProperty' || name === 'unevaluatedProperty' || name === 'allowedValues',
    )
    .map(([, value]) => ` (${JSON.stringify(value).slice(0, 200)})`)
    .join('');
  throw invalid(`#${instancePath}`, `${message}${extra}`);
}

const depth = (path: string): number => path.split('/').length;

function invalid(path: string, problem: string): DomainError {
  const text = `The document breaks the OpenAPI specification at ${path}: ${problem}.`;
  return new DomainError('DOCUMENT_INVALID', text, { field, details: { path } });
}
