import { routablePath, routeTemplate } from '../bundle/path-pattern.ts';
import { isObject, ownValue, type DocumentOperation, type JsonObject } from './document.ts';

const SHOWN = 20;

/** What an author should know about how these operations will be routed. */
export function routingWarnings(document: JsonObject, operations: readonly DocumentOperation[]): string[] {
  const warnings: string[] = [];
  if (operations.length === 0) warnings.push('The document has no operation, so nothing will be routed.');
  warnings.push(...limited(sharedRoutes(operations)), ...limited(oddMethods(operations)));
  const hasOwnServers = Object.values((ownValue(document, 'paths') as JsonObject | undefined) ?? {}).some(
    (item) =>
      isObject(item) && (item.servers || Object.values(item).some((own) => isObject(own) && own.servers)),
  );
  if (hasOwnServers) {
    warnings.push(
      'Servers of single paths or operations are ignored: every request goes to the API’s one upstream.',
    );
  }
  return warnings;
}

function sharedRoutes(operations: readonly DocumentOperation[]): string[] {
  const owners = new Map<string, DocumentOperation>();
  return operations.flatMap((operation) => {
    const template = `${operation.method} ${routeTemplate(operation.path)}`;
    const owner = owners.get(template);
    if (!owner) {
      owners.set(template, operation);
      return routablePath(operation.path) === operation.path
        ? []
        : [
            `${operation.key}: a path can’t hold “?” or “#”; it is routed by ${routablePath(operation.path)}.`,
          ];
    }
    return [`${operation.key} matches the same requests as ${owner.key}, which answers for both.`];
  });
}

const oddMethods = (operations: readonly DocumentOperation[]): string[] =>
  operations
    .filter(({ method }) => !/^[A-Z]+$/.test(method))
    .map(({ key }) => `${key}: a gateway takes only methods of capital letters, so it is not routed.`);

function limited(warnings: string[]): string[] {
  if (warnings.length <= SHOWN) return warnings;
  return [...warnings.slice(0, SHOWN), `… and ${warnings.length - SHOWN} more like these.`];
}
