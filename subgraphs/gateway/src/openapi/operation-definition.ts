import { DomainError } from '@apim/kit/errors';
import type { OperationDefinition } from '@apim/sdk';
import { DefinitionRefused } from './definition-refused.ts';
import { isObject, ownValue, textOf, type JsonObject } from './document.ts';
import { parametersOf } from './operation-definition-parameters.ts';
import { requestBodyOf, responsesOf } from './operation-definition-bodies.ts';
import { SchemaCollector } from './operation-definition-schemas.ts';
import { follow } from './references.ts';

/** JSON text of one definition; no policy could hand more than that to a gateway. */
const MAXIMUM_CHARACTERS = 1_000_000;

/** The definition of one operation as JSON text, or why there is none. */
export type DefinitionEntry = { key: string; definition: string } | { key: string; reason: string };

/** What the parts of a definition read from. */
export interface DefinitionSource {
  readonly document: JsonObject;
  readonly isSwagger: boolean;
  readonly operation: JsonObject;
  readonly item: JsonObject;
  readonly schemas: SchemaCollector;
  /** The object behind a reference, or the object itself. */
  resolve(value: unknown): JsonObject;
}

/** Definitions of operations, by `METHOD path`, of a document of any version that was checked before. */
export function definitionsOf(document: JsonObject, keys: readonly string[]): DefinitionEntry[] {
  return keys.map((key) => {
    try {
      const definition = JSON.stringify(operationDefinition(document, key));
      if (definition.length > MAXIMUM_CHARACTERS) {
        throw new DefinitionRefused('its definition has more than 1,000,000 characters');
      }
      return { key, definition };
    } catch (error) {
      if (!(error instanceof DefinitionRefused) && !(error instanceof DomainError)) throw error;
      return { key, reason: error.message };
    }
  });
}

/** One operation in one form, whatever the version. Throws DefinitionRefused or DomainError with the reason. */
export function operationDefinition(document: JsonObject, key: string): OperationDefinition {
  const source = sourceOf(document, key);
  const parameters = parametersOf(source);
  const requestBody = requestBodyOf(source);
  const responses = responsesOf(source);
  return {
    parameters,
    ...(requestBody && { requestBody }),
    responses,
    schemas: source.schemas.schemas(),
  };
}

function sourceOf(document: JsonObject, key: string): DefinitionSource {
  const space = key.indexOf(' ');
  const [method, path] = [key.slice(0, space), key.slice(space + 1)];
  const resolve = (value: unknown): JsonObject => {
    const reference = textOf(ownValue(value, '$ref'));
    const target = reference === undefined ? value : follow(document, reference, '#');
    return isObject(target) ? target : {};
  };
  const own = ownValue(ownValue(document, 'paths'), path);
  const item = { ...resolve(own), ...(isObject(own) ? own : {}) };
  const operation =
    ownValue(item, method.toLowerCase()) ?? ownValue(ownValue(item, 'additionalOperations'), method);
  if (!isObject(operation)) throw new DefinitionRefused('the document does not hold it');
  const version = textOf(document.openapi) ?? '';
  return {
    document,
    isSwagger: version === '',
    operation,
    item,
    schemas: new SchemaCollector(document, /^3\.[^0]/.test(version)),
    resolve,
  };
}
