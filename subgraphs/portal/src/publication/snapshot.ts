import type { GatewayReference, PublishableApi } from '../gateway-directory.ts';

const SUMMARY_LENGTH = 500;

/** The part of a publication's row that comes from the API and its gateways. */
export function snapshotOf(api: PublishableApi, gateways: GatewayReference[]) {
  return {
    projectId: api.projectId,
    title: api.title.slice(0, 200),
    apiVersion: api.version.slice(0, 100),
    document: api.document ?? '',
    documentFormat: api.document?.trimStart().startsWith('{') ? 'JSON' : 'YAML',
    gatewayUrls: JSON.stringify(
      gateways.map(({ environmentName, proxyUrl }) => ({
        environment: environmentName,
        url: joinUrl(proxyUrl, api.basePath),
      })),
    ),
  };
}

/** The first paragraph of a description, cut at a word. */
export function summaryOf(description: string | null): string {
  const paragraph = (description ?? '')
    .trim()
    .split(/\n\s*\n/, 1)[0]!
    .replace(/\s+/g, ' ');
  if (paragraph.length <= SUMMARY_LENGTH) return paragraph;
  return `${paragraph.slice(0, SUMMARY_LENGTH - 1).replace(/\s+\S*$/, '')}…`;
}

const joinUrl = (proxyUrl: string, basePath: string): string =>
  `${proxyUrl.replace(/\/+$/, '')}/${basePath.replace(/^\/+/, '')}`.replace(/\/+$/, '');
