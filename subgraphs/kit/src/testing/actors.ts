import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { createActorSigner, type ActorClaims, type ActorSigner } from '../actor.ts';
import type { Role } from '../permissions.ts';

export interface TestKeys {
  /** Key set to trust, as ACTOR_TRUSTED_KEYS has it. */
  trusted: { keys: (JWK & { kid: string })[] };
  privateKeys: Record<string, JWK>;
  signer(issuer: string): Promise<ActorSigner>;
}

/** Fresh signing keys for the named issuers. */
export async function createTestKeys(...issuers: string[]): Promise<TestKeys> {
  const privateKeys: Record<string, JWK> = {};
  const keys: (JWK & { kid: string })[] = [];
  for (const kid of issuers) {
    const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    privateKeys[kid] = { ...(await exportJWK(pair.privateKey)), kid };
    keys.push({ ...(await exportJWK(pair.publicKey)), kid, alg: 'EdDSA' });
  }
  return {
    trusted: { keys },
    privateKeys,
    signer: (issuer) => createActorSigner(privateKeys[issuer] as JWK),
  };
}

/** A signed-in member of an organisation, with one role over the whole of it or over one project. */
export function member(
  organizationId: string,
  role: Role,
  projectId?: string,
  sub = `user-${role}`,
): ActorClaims {
  const scope = projectId
    ? ({ kind: 'project', id: projectId } as const)
    : ({ kind: 'organization', id: organizationId } as const);
  return { sub, kind: 'user', org: organizationId, grants: [{ role, scope }] };
}

/** Another manager. */
export function service(name: string, organizationId?: string): ActorClaims {
  return {
    sub: `service:${name}`,
    kind: 'service',
    org: organizationId,
    grants: [{ role: 'system', scope: { kind: 'installation' } }],
  };
}
