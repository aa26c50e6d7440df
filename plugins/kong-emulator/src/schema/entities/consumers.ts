import { createHash, randomBytes } from 'node:crypto';
import type { EntitySchema, Field } from '../field.ts';
import { id, tags, time } from '../typedefs.ts';

const consumer: Field = { type: 'foreign', required: true, reference: 'consumers', on_delete: 'cascade' };

/** A key as Kong generates it: 32 letters and digits. */
export function randomKey(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from(randomBytes(32), (byte) => letters[byte % letters.length]).join('');
}

/** Who calls. */
export const consumers: EntitySchema = {
  name: 'consumers',
  endpointKey: 'username',
  fields: [
    { id },
    { created_at: time },
    { updated_at: time },
    { username: { type: 'string', unique: true } },
    { custom_id: { type: 'string', unique: true } },
    { tags },
  ],
  entity_checks: [{ at_least_one_of: ['custom_id', 'username'] }],
};

/** The credentials of key-auth. */
export const keyauthCredentials: EntitySchema = {
  name: 'keyauth_credentials',
  adminName: 'key-auths',
  nestedName: 'key-auth',
  endpointKey: 'key',
  ttl: true,
  fields: [
    { id },
    { created_at: time },
    { consumer },
    { key: { type: 'string', required: false, unique: true, auto: true } },
    { tags },
  ],
  entity_checks: [],
};

/** The groups of a consumer. */
export const acls: EntitySchema = {
  name: 'acls',
  endpointKey: 'group',
  cacheKey: ['consumer', 'group'],
  fields: [
    { id },
    { created_at: time },
    { consumer },
    { group: { type: 'string', required: true } },
    { tags },
  ],
  entity_checks: [],
};

/** The credentials of basic-auth; the password is kept as Kong keeps it, salted with the consumer's id. */
export const basicauthCredentials: EntitySchema = {
  name: 'basicauth_credentials',
  adminName: 'basic-auths',
  nestedName: 'basic-auth',
  endpointKey: 'username',
  fields: [
    { id },
    { created_at: time },
    { consumer },
    { username: { type: 'string', required: true, unique: true } },
    { password: { type: 'string', required: true, encrypted: true } },
    { tags },
  ],
  entity_checks: [],
  seal: (row) => {
    const owner = row.consumer as { id: string };
    return {
      ...row,
      password: createHash('sha1')
        .update(`${String(row.password)}${owner.id}`)
        .digest('hex'),
    };
  },
};
