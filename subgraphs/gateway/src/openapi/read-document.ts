import { isObject, ownValue, textOf, type JsonObject, type ReadDocument } from './document.ts';
import { operationsOf } from './operations.ts';
import { parseText } from './parse.ts';
import { checkReferences } from './references.ts';
import { routingWarnings } from './routing-warnings.ts';
import { serversOf } from './servers.ts';
import { specificationOf, validateDocument } from './validate.ts';

/**
 * Reads Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2 from JSON or YAML text. Pure: nothing is fetched or written. Throws DomainError
 * with a code, the place and a remedy. Occupies the thread; `readDocumentAside` doesn't.
 */
export async function readDocument(text: string): Promise<ReadDocument> {
  const { document, format } = parseText(text);
  const specification = specificationOf(document);
  checkReferences(document);
  await validateDocument(document);
  const operations = operationsOf(document);
  return {
    ...describe(document),
    document,
    format,
    specification,
    operations,
    servers: serversOf(document),
    warnings: routingWarnings(document, operations),
  };
}

function describe(document: JsonObject): Pick<ReadDocument, 'title' | 'version' | 'description'> {
  const info = ownValue(document, 'info');
  const own = isObject(info) ? info : {};
  return {
    title: textOf(own.title) ?? '',
    version: textOf(own.version) ?? '',
    description: textOf(own.description),
  };
}
