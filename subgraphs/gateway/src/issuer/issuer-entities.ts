import { createHash } from 'node:crypto';
import { entityId, tagsFor, type EntitySet } from 'kong-admin-client';
import type { SigningKey } from './json-web-keys.ts';

export const ISSUER_UNITS = 'issuer-';

/** A key that signs tokens, and the access groups of the places that trust an issuer who publishes it. */
export interface TrustedKey extends SigningKey {
  groups: readonly string[];
}

/** The same for the same key, whoever publishes it and wherever it is trusted. */
export function issuerUnit({ keyId, algorithm, pem }: SigningKey): string {
  const text = JSON.stringify([keyId, algorithm, pem]);
  return `${ISSUER_UNITS}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

/**
 * What a key is in one gateway: a consumer with its groups, and a credential that is found by the key's id. Kong keeps ids
 * unique, so issuers who publish the same key share it.
 */
export function issuerEntities(gatewayId: string, key: TrustedKey): EntitySet {
  const unit = issuerUnit(key);
  const tags = tagsFor({ gatewayId, unit });
  const consumer = { id: entityId(gatewayId, 'consumer', unit) };
  const { keyId, algorithm, pem, groups } = key;
  return {
    consumer: [{ ...consumer, username: unit, tags }],
    acl: groups.map((group) => ({
      id: entityId(gatewayId, 'acl', `${unit}/${group}`),
      consumer,
      group,
      tags,
    })),
    jwt_secret: [
      {
        id: entityId(gatewayId, 'jwt_secret', unit),
        consumer,
        key: keyId,
        algorithm,
        rsa_public_key: pem,
        tags,
      },
    ],
  };
}

/** The key that a unit of a gateway holds; undefined for what is none. */
export function trustedKeyOf({ jwt_secret: [secret] = [], acl = [] }: EntitySet): TrustedKey | undefined {
  const { key: keyId, algorithm, rsa_public_key: pem } = secret ?? {};
  if (!keyId || !algorithm || !pem) return undefined;
  return { keyId, algorithm, pem, groups: acl.map(({ group }) => group) };
}
