import { createPublicKey } from 'node:crypto';
import type { EntitySchema, Field, Json } from '../field.ts';
import { id, tags, time } from '../typedefs.ts';

const consumer: Field = { type: 'foreign', required: true, reference: 'consumers', on_delete: 'cascade' };
const keyed = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'].map((name) => `^${name}$`);

function keyProblem(value: Json): string | undefined {
  try {
    createPublicKey(String(value));
    return undefined;
  } catch {
    return 'invalid key';
  }
}

/** The credentials of hmac-auth. */
export const hmacauthCredentials: EntitySchema = {
  name: 'hmacauth_credentials',
  adminName: 'hmac-auths',
  nestedName: 'hmac-auth',
  endpointKey: 'username',
  fields: [
    { id },
    { created_at: time },
    { consumer },
    { username: { type: 'string', required: true, unique: true } },
    { secret: { type: 'string', auto: true } },
    { tags },
  ],
  entity_checks: [],
};

/** The credentials of jwt. */
export const jwtSecrets: EntitySchema = {
  name: 'jwt_secrets',
  adminName: 'jwts',
  nestedName: 'jwt',
  endpointKey: 'key',
  fields: [
    { id },
    { created_at: time },
    { consumer },
    { key: { type: 'string', required: false, unique: true, auto: true } },
    { secret: { type: 'string', auto: true } },
    { rsa_public_key: { type: 'string', validate: keyProblem } },
    {
      algorithm: {
        type: 'string',
        default: 'HS256',
        one_of: [
          ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
          ...['PS256', 'PS384', 'PS512', 'EdDSA'],
        ],
      },
    },
    { tags },
  ],
  entity_checks: [
    {
      conditional: {
        if_field: 'algorithm',
        if_match: { match_any: { patterns: keyed } },
        then_field: 'rsa_public_key',
        then_match: { required: true },
      },
    },
  ],
};
