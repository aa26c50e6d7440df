import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The public half of the key that signs the tokens of these tests. */
export const publicPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;

const part = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token whose signature is genuine. */
export function signedToken(claims: object | string, header: object = {}): string {
  const signed = `${part({ alg: 'RS256', kid: 'key-1', ...header })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** Tokens by which attackers forge (attack 26), by what each tries. */
export function forgedTokens(claims: object, typ = 'JWT'): Record<string, string> {
  const none = `${part({ typ, alg: 'none', kid: 'key-1' })}.${part(claims)}`;
  const confused = `${part({ typ, alg: 'HS256', kid: 'key-1' })}.${part(claims)}`;
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const embedded = `${part({ typ, alg: 'RS256', kid: 'key-1', jwk: other.publicKey.export({ format: 'jwk' }) })}.${part(claims)}`;
  const [head, , signature] = signedToken({ ...claims, sub: 'somebody' }, { typ }).split('.');
  return {
    'alg none without signature': `${none}.`,
    'alg none with a signature': `${none}.AAAA`,
    'the public key as a secret': `${confused}.${createHmac('sha256', publicPem).update(confused).digest('base64url')}`,
    'a key of its own inside': `${embedded}.${sign('sha256', Buffer.from(embedded), other.privateKey).toString('base64url')}`,
    'claims of another token': `${head}.${part(claims)}.${signature}`,
    'claims that are no JSON': signedToken('{"iss":', { typ }),
    'claims that are a list': signedToken('[]', { typ }),
    'another encoding': `${signedToken(claims, { typ })}=`,
  };
}
