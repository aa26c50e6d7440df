import { DomainError } from '@apim/kit/errors';
import type { ManagerClient } from '@apim/kit/manager-client';

/** What the portal needs to know of an API to let somebody subscribe. */
export interface ApiReference {
  id: string;
  organizationId: string;
  projectId: string;
  title: string;
}

/** What a publication is a snapshot of. */
export interface PublishableApi extends ApiReference {
  slug: string;
  version: string;
  description: string | null;
  basePath: string;
  document: string | null;
}

export interface GatewayReference {
  id: string;
  environmentName: string;
  proxyUrl: string;
}

/** The gateway manager's APIs and gateways, as far as the portal asks for them. */
export interface GatewayDirectory {
  /** Undefined for an API that is not the organisation's. */
  api(id: string, organizationId: string): Promise<ApiReference | undefined>;
  publishableApi(id: string, organizationId: string): Promise<PublishableApi | undefined>;
  gateways(organizationId: string): Promise<GatewayReference[]>;
}

const referenceFields = 'id organizationId projectId name title';
const publishableFields = `${referenceFields} slug version description basePath document`;

type Titled<T> = Omit<T, 'title'> & { name: string; title: string | null };

/** Asks the gateway manager as this manager. */
export function createGatewayDirectory(managers: ManagerClient): GatewayDirectory {
  async function reference<T extends ApiReference>(
    fields: string,
    id: string,
    organizationId: string,
  ): Promise<T | undefined> {
    const document = `query ApiReference($id: ID!) { apiReference(id: $id) { ${fields} } }`;
    const { apiReference } = await managers
      .query<{ apiReference: Titled<T> | null }>('gateway', document, { id }, { organizationId })
      .catch(absentWhenNotFound);
    if (apiReference?.organizationId !== organizationId) return undefined;
    return { ...apiReference, title: apiReference.title || apiReference.name } as unknown as T;
  }

  return {
    api: (id, organizationId) => reference<ApiReference>(referenceFields, id, organizationId),
    publishableApi: (id, organizationId) => reference<PublishableApi>(publishableFields, id, organizationId),
    async gateways(organizationId) {
      const document = '{ gatewayReferences { id environmentName proxyUrl } }';
      const { gatewayReferences } = await managers.query<{ gatewayReferences: GatewayReference[] }>(
        'gateway',
        document,
        {},
        { organizationId },
      );
      return gatewayReferences;
    },
  };
}

function absentWhenNotFound(error: unknown): { apiReference: null } {
  if (error instanceof DomainError && error.code === 'NOT_FOUND') return { apiReference: null };
  throw error;
}
