import { asArray, asObject, asText, inline, isObject, own, type JsonObject } from './json';
import { curlSample } from './curl-sample';
import { describeBody } from './describe-body';
import { describeContents } from './describe-contents';
import { describeSchema, type Budget } from './describe-schema';
import { sampleOf } from './example-of';
import type { ListedOperation } from './list-operations';
import { renderMarkdown } from './render-markdown';
import { resolve } from './resolve';

/** Describes one operation; `gatewayUrl` is where its API answers, if it is deployed anywhere. */
export function describeOperation(
  root: JsonObject,
  listed: ListedOperation,
  gatewayUrl: string | undefined,
  budget: Budget,
): OperationView {
  const item = resolve(root, own(asObject(root.paths), listed.path)).value;
  const operation = asObject(own(item, listed.method));
  const stated = parametersOf(root, item, operation);
  const parameters = stated
    .filter(({ in: place }) => place !== 'body' && place !== 'formData')
    .map((parameter) => describeParameter(root, parameter, budget));
  const body = describeBody(root, operation, stated, budget);
  return {
    anchor: listed.anchor,
    method: listed.method,
    path: listed.path,
    summary: listed.summary,
    name: asText(operation.operationId) ?? listed.path,
    description: renderMarkdown(asText(operation.description), 3),
    isDeprecated: operation.deprecated === true,
    parameters,
    body,
    responses: describeResponses(root, operation, budget),
    sample: curlSample({
      method: listed.method,
      origin: gatewayUrl ?? 'https://gateway.example',
      path: listed.path,
      parameters: stated
        .filter(({ name, required }) => required === true && String(name).toLowerCase() !== 'x-api-key')
        .map((parameter) => sampleParameter(root, parameter)),
      body: body?.contents[0],
    }),
  };
}

/** The path's parameters and the operation's own, which win by name and place. */
function parametersOf(root: JsonObject, item: JsonObject, operation: JsonObject): JsonObject[] {
  const byKey = new Map<string, JsonObject>();
  for (const parameter of [...asArray(item.parameters), ...asArray(operation.parameters)]) {
    const { value } = resolve(root, parameter);
    byKey.set(`${String(value.in)} ${String(value.name)}`, value);
  }
  return [...byKey.values()].filter(({ name }) => asText(name));
}

function describeParameter(root: JsonObject, parameter: JsonObject, budget: Budget): ParameterView {
  const [content] = Object.values(asObject(parameter.content));
  // In Swagger 2.0 the parameter is its own schema.
  const { description: _description, required: _required, ...itself } = parameter;
  const schema = parameter.schema ?? own(content, 'schema') ?? itself;
  const view = describeSchema(root, schema, budget);
  return {
    name: asText(parameter.name) ?? '',
    place: asText(parameter.in) ?? '',
    isRequired: parameter.required === true,
    schema: { ...view, description: renderMarkdown(asText(parameter.description), 4) ?? view.description },
  };
}

function sampleParameter(root: JsonObject, parameter: JsonObject) {
  const name = asText(parameter.name) ?? '';
  const { required: _required, ...itself } = parameter;
  const value = parameter.example ?? sampleOf(root, parameter.schema ?? itself) ?? name;
  return { name, place: asText(parameter.in) ?? '', value: inline(value) };
}

function describeResponses(root: JsonObject, operation: JsonObject, budget: Budget): ResponseView[] {
  return Object.entries(asObject(operation.responses))
    .filter(([status, response]) => !status.startsWith('x-') && isObject(response))
    .map(([status, response]) => {
      const { value } = resolve(root, response);
      const produced = asArray(operation.produces ?? root.produces).map(asText);
      const swagger = value.schema
        ? {
            [produced[0] ?? 'application/json']: {
              schema: value.schema,
              example: Object.values(asObject(value.examples))[0],
            },
          }
        : {};
      return {
        status,
        description: renderMarkdown(asText(value.description), 4),
        contents: describeContents(root, value.content ?? swagger, budget),
      };
    });
}
