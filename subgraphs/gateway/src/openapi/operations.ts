import {
  isObject,
  ownValue,
  pointerOf,
  textOf,
  type DocumentOperation,
  type JsonObject,
} from './document.ts';
import { follow } from './references.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** The operations of a document in its own order, those behind a path item's `$ref` included; webhooks are none. */
export function operationsOf(document: JsonObject): DocumentOperation[] {
  const paths = ownValue(document, 'paths');
  if (!isObject(paths)) return [];
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/'))
    .flatMap(([path, item]) => operationsOfPath(path, resolveItem(document, path, item)));
}

function resolveItem(document: JsonObject, path: string, item: unknown): JsonObject {
  const reference = textOf(ownValue(item, '$ref'));
  const own = isObject(item) ? item : {};
  if (reference === undefined) return own;
  const target = follow(document, reference, pointerOf(['paths', path]));
  return { ...(isObject(target) ? target : {}), ...own };
}

function operationsOfPath(path: string, item: JsonObject): DocumentOperation[] {
  const additional = ownValue(item, 'additionalOperations');
  const all = [
    ...methods.map((method) => [method.toUpperCase(), ownValue(item, method)] as const),
    ...(isObject(additional) ? Object.entries(additional) : []),
  ];
  return all.flatMap(([method, operation]) => {
    if (!isObject(operation)) return [];
    return {
      key: `${method} ${path}`,
      method,
      path,
      operationId: textOf(operation.operationId),
      summary: textOf(operation.summary),
      deprecated: operation.deprecated === true,
    };
  });
}
