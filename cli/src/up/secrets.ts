import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** The parts that sign requests to managers. */
export const issuers = ['bff', 'tenant', 'gateway', 'policy', 'portal', 'analytics'] as const;
export type Issuer = (typeof issuers)[number];

export interface Secrets {
  databasePassword: string;
  adminPassword: string;
  bffClientSecret: string;
  ingestToken: string;
  oidcCookieKeys: string[];
  oidcSigningKeys: { keys: JWK[] };
  actorKeys: Record<Issuer, JWK>;
}

/** The secrets of the local installation: made on the first start, kept in a file that only the user reads. */
export async function loadSecrets(file: string): Promise<Secrets> {
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  const secrets = await createSecrets();
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

async function createSecrets(): Promise<Secrets> {
  const random = (bytes: number) => randomBytes(bytes).toString('base64url');
  const actorKeys = {} as Record<Issuer, JWK>;
  for (const issuer of issuers) {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    actorKeys[issuer] = { ...(await exportJWK(privateKey)), kid: issuer, alg: 'EdDSA' };
  }
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    databasePassword: randomBytes(24).toString('hex'),
    adminPassword: random(12),
    bffClientSecret: random(32),
    ingestToken: random(32),
    oidcCookieKeys: [random(32)],
    oidcSigningKeys: {
      keys: [{ ...(await exportJWK(privateKey)), kid: random(8), alg: 'ES256', use: 'sig' }],
    },
    actorKeys,
  };
}

/** The public halves of the actor keys, as ACTOR_TRUSTED_KEYS has them. */
export function trustedKeys({ actorKeys }: Secrets): { keys: JWK[] } {
  return { keys: Object.values(actorKeys).map(({ d: _private, ...publicKey }) => publicKey) };
}
