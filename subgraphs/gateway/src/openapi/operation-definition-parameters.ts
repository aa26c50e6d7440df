import type { JsonSchema, ParameterDefinition } from '@apim/sdk';
import { DefinitionRefused } from './definition-refused.ts';
import { isObject, ownValue, textOf, type JsonObject } from './document.ts';
import type { DefinitionSource } from './operation-definition.ts';

/** Headers that OpenAPI describes elsewhere: a parameter of such a name is to be ignored. */
const describedElsewhere = new Set(['accept', 'content-type', 'authorization']);
const places = new Set(['path', 'query', 'header', 'cookie']);

/** Parameters of the path item and of the operation, whose own count where both have one. */
export function parametersOf(source: DefinitionSource): ParameterDefinition[] {
  return rawParameters(source)
    .filter((parameter) => parameter.in !== 'body' && parameter.in !== 'formData')
    .filter(
      ({ in: place, name }) => place !== 'header' || !describedElsewhere.has(String(name).toLowerCase()),
    )
    .map((parameter) => {
      const { name } = parameter;
      if (!places.has(String(parameter.in)) || typeof name !== 'string') {
        throw new DefinitionRefused(`a parameter in ${JSON.stringify(parameter.in)} cannot be described`);
      }
      const place = parameter.in as ParameterDefinition['in'];
      return {
        name,
        in: place,
        required: place === 'path' || parameter.required === true,
        ...(source.isSwagger ? swaggerForm(source, parameter, place) : form(source, parameter, place)),
      };
    });
}

/** As the document has them, references resolved. */
export function rawParameters({ item, operation, resolve }: DefinitionSource): JsonObject[] {
  const all = [item.parameters, operation.parameters].flatMap((list) => (Array.isArray(list) ? list : []));
  const found = new Map<string, JsonObject>();
  for (const parameter of all.map((value) => resolve(value))) {
    found.set(`${String(parameter.in)} ${String(parameter.name)}`, parameter);
  }
  return [...found.values()];
}

type Form = Pick<ParameterDefinition, 'style' | 'explode' | 'schema'>;

/** `style` is a media type where the parameter's value is a document of that type. */
function form(
  { schemas, resolve }: DefinitionSource,
  parameter: JsonObject,
  place: ParameterDefinition['in'],
): Form {
  const { content } = parameter;
  const [media] = isObject(content) ? Object.entries(content) : [];
  if (media) {
    const schema = ownValue(resolve(media[1]), 'schema');
    return {
      style: media[0],
      explode: false,
      ...(schema !== undefined && { schema: schemas.schema(schema) }),
    };
  }
  const style = textOf(parameter.style) ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const explode =
    typeof parameter.explode === 'boolean' ? parameter.explode : style === 'form' || style === 'deepObject';
  return {
    style,
    explode,
    ...(parameter.schema !== undefined && { schema: orEmpty(parameter, schemas.schema(parameter.schema)) }),
  };
}

const styles: Readonly<Record<string, string>> = {
  csv: 'form',
  multi: 'form',
  ssv: 'spaceDelimited',
  tsv: 'tabDelimited',
  pipes: 'pipeDelimited',
};

/** Swagger's parameters are their own schema; outside of the query `csv` is what OpenAPI 3 calls simple. */
function swaggerForm(
  { schemas }: DefinitionSource,
  parameter: JsonObject,
  place: ParameterDefinition['in'],
): Form {
  const collection = textOf(parameter.collectionFormat) ?? 'csv';
  const simple = place !== 'query' && collection === 'csv';
  return {
    style: simple ? 'simple' : (styles[collection] ?? 'form'),
    explode: collection === 'multi',
    schema: orEmpty(parameter, schemas.schema(schemaOfSwagger(parameter))),
  };
}

const orEmpty = ({ allowEmptyValue, in: place }: JsonObject, schema: JsonSchema): JsonSchema =>
  allowEmptyValue === true && place === 'query' ? { anyOf: [{ const: '' }, schema] } : schema;

/** What of a parameter, header or form field of Swagger 2.0 is a schema. */
export function schemaOfSwagger(parameter: JsonObject): JsonObject {
  const others = new Set(['name', 'in', 'required', 'allowEmptyValue', 'description']);
  return Object.fromEntries(Object.entries(parameter).filter(([key]) => !others.has(key)));
}
