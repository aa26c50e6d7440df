import { entityId, tagsFor, type EntitySet } from 'kong-admin-client';

/** An application as the portal manager describes it to gateways. */
export interface GatewayConsumer {
  applicationId: string;
  organizationId: string;
  deleted: boolean;
  groups: string[];
  keyDigests: { credentialId: string; digest: string }[];
}

export const applicationUnit = (applicationId: string): string => `application-${applicationId}`;

/**
 * What an application is in one gateway: a consumer, its groups and the digests of its keys; nothing once it is deleted. A group
 * of its own is what access lists name it by.
 */
export function applicationEntities(gatewayId: string, application: GatewayConsumer): EntitySet {
  const { applicationId, organizationId, deleted, groups, keyDigests } = application;
  if (deleted) return {};
  const tags = tagsFor({ gatewayId, unit: applicationUnit(applicationId), organizationId, applicationId });
  const consumer = { id: entityId(gatewayId, 'consumer', applicationId) };
  return {
    consumer: [{ ...consumer, username: applicationUnit(applicationId), custom_id: applicationId, tags }],
    acl: [...groups, applicationUnit(applicationId)].map((group) => ({
      id: entityId(gatewayId, 'acl', `${applicationId}/${group}`),
      consumer,
      group,
      tags,
    })),
    keyauth_credential: keyDigests.map(({ credentialId, digest }) => ({
      id: entityId(gatewayId, 'keyauth_credential', credentialId),
      consumer,
      key: digest,
      tags,
    })),
  };
}
