import { asArray, asText, type JsonObject } from './json';
import { describeContents } from './describe-contents';
import type { Budget } from './describe-schema';
import { renderMarkdown } from './render-markdown';
import { resolve } from './resolve';

/** Describes what an operation takes: `requestBody`, or the parameters that Swagger 2.0 puts into the body or a form. */
export function describeBody(
  root: JsonObject,
  operation: JsonObject,
  parameters: JsonObject[],
  budget: Budget,
): OperationView['body'] {
  const stated = operation.requestBody
    ? resolve(root, operation.requestBody).value
    : fromParameters(root, operation, parameters);
  if (!stated) return undefined;
  return {
    isRequired: stated.required === true,
    description: renderMarkdown(asText(stated.description), 4),
    contents: describeContents(root, stated.content, budget),
  };
}

function fromParameters(
  root: JsonObject,
  operation: JsonObject,
  parameters: JsonObject[],
): JsonObject | undefined {
  const consumed = asArray(operation.consumes ?? root.consumes).map(asText);
  const body = parameters.find((parameter) => parameter.in === 'body');
  if (body) {
    const { description, required, schema } = body;
    return { description, required, content: { [consumed[0] ?? 'application/json']: { schema } } };
  }
  const fields = parameters.filter((parameter) => parameter.in === 'formData');
  if (fields.length === 0) return undefined;
  const properties = Object.fromEntries(
    fields.map(({ required: _required, ...field }) => [String(field.name), field]),
  );
  const required = fields.filter((field) => field.required === true).map(({ name }) => name);
  const mediaType = consumed[0] ?? 'application/x-www-form-urlencoded';
  return {
    required: required.length > 0,
    content: { [mediaType]: { schema: { type: 'object', properties, required } } },
  };
}
