import { pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EntitySchema, Field } from '../field.ts';
import { id, tags, time } from '../typedefs.ts';

const foreign = (reference: string, isRequired = true): Field => ({
  type: 'foreign',
  reference,
  on_delete: 'cascade',
  ...(isRequired ? { required: true } : { default: null }),
});
const optional: Field = { type: 'string', required: false };
const scheme = '$pbkdf2-sha512$';
const rounds = 10_000;
const digestOf = (secret: string, salt: Buffer): Buffer => pbkdf2Sync(secret, salt, rounds, 32, 'sha512');
const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

function hashed(secret: string): string {
  const salt = randomBytes(16);
  return `${scheme}i=${rounds},l=32$${bare(salt)}$${bare(digestOf(secret, salt))}`;
}

/** Whether a presented secret is the one that a hash was made of. */
export function isSecret(presented: string, hash: string): boolean {
  const [, , , salt = '', digest = ''] = hash.split('$');
  const own = digestOf(presented, Buffer.from(salt, 'base64'));
  const known = Buffer.from(digest, 'base64');
  return own.length === known.length && timingSafeEqual(own, known);
}

function uriProblem(uri: string): string | undefined {
  if (!/^[a-z0-9][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?[^/?#:@]/i.test(uri)) return `cannot parse '${uri}'`;
  return uri.includes('#') ? `fragment not allowed in '${uri}'` : undefined;
}

/** The applications of oauth2: clients that belong to a consumer. */
export const oauth2Credentials: EntitySchema = {
  name: 'oauth2_credentials',
  adminName: 'oauth2',
  endpointKey: 'client_id',
  fields: [
    { id },
    { created_at: time },
    { consumer: foreign('consumers') },
    { name: { type: 'string', required: true } },
    { client_id: { ...optional, unique: true, auto: true } },
    { client_secret: { ...optional, auto: true, encrypted: true } },
    { hash_secret: { type: 'boolean', required: true, default: false } },
    {
      redirect_uris: {
        type: 'array',
        required: false,
        elements: { type: 'string', validate: (value) => uriProblem(String(value)) },
      },
    },
    { tags },
    {
      client_type: {
        type: 'string',
        required: true,
        default: 'confidential',
        one_of: ['confidential', 'public'],
      },
    },
  ],
  entity_checks: [],
  seal: (row) => {
    const secret = String(row.client_secret);
    return row.hash_secret === true && !secret.startsWith(scheme)
      ? { ...row, client_secret: hashed(secret) }
      : row;
  },
};

/** Codes that wait to be exchanged for tokens; the Admin API does not show them. */
export const oauth2AuthorizationCodes: EntitySchema = {
  name: 'oauth2_authorization_codes',
  isInternal: true,
  ttl: true,
  fields: [
    { id },
    { created_at: time },
    { service: foreign('services', false) },
    { credential: foreign('oauth2_credentials') },
    { code: { ...optional, unique: true, auto: true } },
    { authenticated_userid: optional },
    { scope: { type: 'string' } },
    { challenge: optional },
    { challenge_method: { ...optional, one_of: ['S256'] } },
    { plugin: foreign('plugins', false) },
  ],
  entity_checks: [],
};

/** Access tokens with the refresh tokens beside them. */
export const oauth2Tokens: EntitySchema = {
  name: 'oauth2_tokens',
  endpointKey: 'access_token',
  ttl: true,
  fields: [
    { id },
    { created_at: time },
    { service: foreign('services', false) },
    { credential: foreign('oauth2_credentials') },
    { token_type: { type: 'string', required: true, default: 'bearer', one_of: ['bearer'] } },
    { expires_in: { type: 'integer', required: true } },
    { access_token: { ...optional, unique: true, auto: true } },
    { refresh_token: { ...optional, unique: true } },
    { authenticated_userid: optional },
    { scope: { type: 'string' } },
  ],
  entity_checks: [],
};
