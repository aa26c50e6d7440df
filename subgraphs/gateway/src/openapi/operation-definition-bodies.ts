import type { MediaDefinition, OperationDefinition } from '@apim/sdk';
import { isObject, ownValue, textOf, type JsonObject } from './document.ts';
import type { DefinitionSource } from './operation-definition.ts';
import { rawParameters, schemaOfSwagger } from './operation-definition-parameters.ts';

type Content = Record<string, MediaDefinition>;

/** The body that the operation takes; undefined when the document tells of none. */
export function requestBodyOf(source: DefinitionSource): OperationDefinition['requestBody'] {
  if (source.isSwagger) return swaggerBody(source);
  const body = source.operation.requestBody;
  if (body === undefined) return undefined;
  const { required, content } = source.resolve(body);
  return { required: required === true, content: contentOf(source, content) };
}

export function responsesOf(source: DefinitionSource): OperationDefinition['responses'] {
  const responses = isObject(source.operation.responses) ? Object.entries(source.operation.responses) : [];
  return Object.fromEntries(
    responses
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, value]) => {
        const response = source.resolve(value);
        return [
          status.toUpperCase() === 'DEFAULT' ? 'default' : status.toUpperCase(),
          {
            description: textOf(response.description) ?? '',
            headers: headersOf(source, response.headers),
            content: source.isSwagger
              ? swaggerContent(source, response)
              : contentOf(source, response.content),
          },
        ];
      }),
  );
}

function headersOf(
  source: DefinitionSource,
  headers: unknown,
): OperationDefinition['responses'][string]['headers'] {
  if (!isObject(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const header = source.resolve(value);
      const schema = source.isSwagger ? schemaOfSwagger(header) : header.schema;
      const example = header.example ?? Object.values(examplesOf(source, header))[0];
      return [
        name,
        {
          ...(schema !== undefined && { schema: source.schemas.schema(schema) }),
          ...(example !== undefined && { example }),
        },
      ];
    }),
  );
}

function contentOf(source: DefinitionSource, content: unknown): Content {
  if (!isObject(content)) return {};
  return Object.fromEntries(
    Object.entries(content).map(([type, value]) => {
      const media = source.resolve(value);
      return [
        type,
        {
          ...(media.schema !== undefined && { schema: source.schemas.schema(media.schema) }),
          examples: examplesOf(source, media),
        },
      ];
    }),
  );
}

/** Values by name; what stands at another address is left out, since nothing is fetched. */
function examplesOf(source: DefinitionSource, media: JsonObject): Record<string, unknown> {
  if (media.example !== undefined) return { default: media.example };
  if (!isObject(media.examples)) return {};
  return Object.fromEntries(
    Object.entries(media.examples).flatMap(([name, value]) => {
      const example = source.resolve(value);
      const given = ['value', 'dataValue', 'serializedValue'].find((key) => Object.hasOwn(example, key));
      return given === undefined ? [] : [[name, example[given]]];
    }),
  );
}

function swaggerBody(source: DefinitionSource): OperationDefinition['requestBody'] {
  const parameters = rawParameters(source);
  const body = parameters.find((parameter) => parameter.in === 'body');
  if (body) {
    const schema = body.schema === undefined ? true : source.schemas.schema(body.schema);
    const types = typesOf(source, 'consumes', ['application/json']);
    return {
      required: body.required === true,
      content: Object.fromEntries(types.map((type) => [type, { schema, examples: {} }])),
    };
  }
  const fields = parameters.filter((parameter) => parameter.in === 'formData');
  if (fields.length === 0) return undefined;
  const required = fields.filter((field) => field.required === true).map(({ name }) => String(name));
  const hasFile = fields.some(({ type }) => type === 'file');
  const schema = source.schemas.schema({
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [String(field.name), schemaOfSwagger(field)])),
    ...(required.length > 0 && { required }),
  });
  const forms = typesOf(source, 'consumes', []).filter((type) =>
    /^(multipart\/form-data|application\/x-www-form-urlencoded)$/i.test(type),
  );
  const types =
    forms.length > 0 ? forms : [hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded'];
  return {
    required: required.length > 0,
    content: Object.fromEntries(types.map((type) => [type, { schema, examples: {} }])),
  };
}

function swaggerContent(source: DefinitionSource, response: JsonObject): Content {
  const examples = isObject(response.examples) ? response.examples : {};
  const given = response.schema !== undefined;
  const types = given ? typesOf(source, 'produces', ['application/json']) : [];
  return Object.fromEntries(
    [...new Set([...types, ...Object.keys(examples)])].map((type) => [
      type,
      {
        ...(given && { schema: source.schemas.schema(response.schema) }),
        examples: Object.hasOwn(examples, type) ? { default: examples[type] } : {},
      },
    ]),
  );
}

function typesOf(source: DefinitionSource, key: 'consumes' | 'produces', otherwise: string[]): string[] {
  const own = ownValue(source.operation, key) ?? ownValue(source.document, key);
  const types = Array.isArray(own) ? own.filter((type) => typeof type === 'string') : [];
  return types.length > 0 ? types : otherwise;
}
