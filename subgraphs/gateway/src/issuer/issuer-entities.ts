import { createHash } from 'node:crypto';
import { entityId, tagsFor, type EntitySet } from 'kong-admin-client';
import type { SigningKey } from './json-web-keys.ts';

/** An issuer of tokens that APIs of one organisation accept on one gateway. */
export interface GatewayIssuer {
  organizationId: string;
  issuer: string;
  jwksUrl: string;
  /** One for each place that trusts it; only there its tokens pass. */
  groups: string[];
}

/** Of one organisation alone: another one that trusts the same issuer has a consumer of its own. */
export function issuerUnit({ organizationId, issuer, jwksUrl }: Omit<GatewayIssuer, 'groups'>): string {
  const text = JSON.stringify([organizationId, issuer, jwksUrl]);
  return `issuer-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

/** What an issuer is in one gateway: a consumer with its groups, and a credential for each key, found by the key's id. */
export function issuerEntities(
  gatewayId: string,
  issuer: GatewayIssuer,
  keys: readonly SigningKey[],
): EntitySet {
  const unit = issuerUnit(issuer);
  const tags = tagsFor({ gatewayId, unit, organizationId: issuer.organizationId });
  const consumer = { id: entityId(gatewayId, 'consumer', unit) };
  return {
    consumer: [{ ...consumer, username: unit, tags }],
    acl: issuer.groups.map((group) => ({
      id: entityId(gatewayId, 'acl', `${unit}/${group}`),
      consumer,
      group,
      tags,
    })),
    jwt_secret: keys.map(({ keyId, algorithm, pem }) => ({
      id: entityId(gatewayId, 'jwt_secret', `${unit}/${keyId}`),
      consumer,
      key: keyId,
      algorithm,
      rsa_public_key: pem,
      tags,
    })),
  };
}
