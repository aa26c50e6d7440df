import { DomainError } from '@apim/kit/errors';
import { isObject, ownValue, textOf, type JsonObject, type ReadDocument } from './document.ts';

/** The document's server addresses with template variables filled by their defaults; a server that is not given is `/`. */
export function serversOf(document: JsonObject): string[] {
  if (ownValue(document, 'swagger') !== undefined) return [swaggerServer(document)];
  const servers = ownValue(document, 'servers');
  if (!Array.isArray(servers) || servers.length === 0) return ['/'];
  return servers.flatMap((server) => {
    const url = textOf(ownValue(server, 'url'));
    return url === undefined ? [] : [fillVariables(url, ownValue(server, 'variables'))];
  });
}

function fillVariables(url: string, variables: unknown): string {
  return url.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = ownValue(variables, name);
    const value = ownValue(variable, 'default');
    return value === undefined || value === null || isObject(value) ? whole : String(value);
  });
}

/** Swagger 2.0: scheme, host and basePath; https where the document admits it. */
function swaggerServer(document: JsonObject): string {
  const host = textOf(ownValue(document, 'host'));
  const basePath = textOf(ownValue(document, 'basePath')) ?? '/';
  if (!host) return basePath;
  const schemes = ownValue(document, 'schemes');
  const isHttpOnly = Array.isArray(schemes) && schemes.includes('http') && !schemes.includes('https');
  return `${isHttpOnly ? 'http' : 'https'}://${host}${basePath}`;
}

/** The document's first absolute http(s) server, if it has one. */
export function absoluteServerOf({ servers }: Pick<ReadDocument, 'servers'>): string | undefined {
  return servers.find((server) => /^https?:\/\/[^/{}]+/i.test(server) && !/[{}]/.test(server));
}

/**
 * Where requests are to go: what the user gave or the API has, else the document's first absolute http(s) server. Throws
 * SERVER_RELATIVE where there is none. The address is not yet checked against what an upstream may be.
 */
export function upstreamOf(document: Pick<ReadDocument, 'servers'>, upstreamUrl?: string): string {
  const chosen = upstreamUrl ?? absoluteServerOf(document);
  if (chosen !== undefined) return chosen;
  const [first = '/'] = document.servers;
  throw new DomainError(
    'SERVER_RELATIVE',
    `The document’s server address ${JSON.stringify(first.slice(0, 200))} is relative or incomplete, so it names no upstream.`,
    {
      field: 'input.upstreamUrl',
      remedy: 'Give upstreamUrl (apim api import --upstream), or write an absolute address into servers.',
    },
  );
}
