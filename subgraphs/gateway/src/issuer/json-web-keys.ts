import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';

/** A key as Kong takes it: found by its id, for one algorithm. */
export interface SigningKey {
  keyId: string;
  algorithm: string;
  /** SubjectPublicKeyInfo. */
  pem: string;
}

const MAX_KEYS = 20;
const jwks = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
/** Only the members of a public key: whatever else an issuer publishes is not looked at. */
const jwk = z.object({
  kty: z.enum(['RSA', 'EC', 'OKP']),
  kid: z
    .string()
    .min(1)
    .max(200)
    // Ids that begin with apim. name keys of the platform's own issuer.
    .regex(/^(?!apim\.)[\x21-\x7e]+$/),
  use: z.literal('sig').optional(),
  alg: z.string().optional(),
  crv: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
});
type PublicJwk = z.infer<typeof jwk>;

const byCurve: Record<string, string> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
};
const ofRsa = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** The keys of a JSON Web Key Set (RFC 7517) that sign tokens. What no gateway can use is left out; throws when nothing stays. */
export function readJsonWebKeys(text: string): SigningKey[] {
  const { keys } = jwks.parse(JSON.parse(text));
  const usable = keys.slice(0, MAX_KEYS).flatMap((key) => {
    const parsed = jwk.safeParse(key);
    const algorithm = parsed.success ? algorithmOf(parsed.data) : undefined;
    if (!parsed.success || algorithm === undefined) return [];
    const pem = pemOf(parsed.data);
    return pem ? [{ keyId: parsed.data.kid, algorithm, pem }] : [];
  });
  if (usable.length === 0) throw new Error('the key set holds no public signing key with a key id');
  return [...new Map(usable.map((key) => [key.keyId, key])).values()];
}

function algorithmOf({ kty, alg, crv = '' }: PublicJwk): string | undefined {
  if (kty !== 'RSA') return byCurve[crv];
  if (alg === undefined) return 'RS256';
  return ofRsa.includes(alg) ? alg : undefined;
}

function pemOf(key: PublicJwk): string | undefined {
  try {
    const publicKey = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    // Shorter ones can be factored.
    if (key.kty === 'RSA' && (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return undefined;
    return publicKey.export({ type: 'spki', format: 'pem' }) as string;
  } catch {
    return undefined;
  }
}
