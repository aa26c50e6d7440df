import { describe, expect, it } from 'vitest';
import { json, list, managerSettings, readEnvironment, secret } from './environment.ts';
import { createTestKeys } from './testing/actors.ts';

const keys = await createTestKeys('tenant');
const usable = {
  APIM_MODE: 'production',
  PORT: '4001',
  REDIS_URL: 'redis://127.0.0.1:6379',
  DATABASE_URL: 'postgresql://apim:d0Qs7-Jk29-vv1Zq-88@db/tenant',
  ACTOR_SIGNING_KEY: JSON.stringify(keys.privateKeys.tenant),
  ACTOR_TRUSTED_KEYS: JSON.stringify(keys.trusted),
  MANAGER_URLS: '{"gateway":"http://gateway:4002"}',
};
const read = (change: Record<string, string | undefined>) => {
  const source = { ...usable, ...change } as NodeJS.ProcessEnv;
  return readEnvironment(managerSettings(source), source);
};

describe('an installation outside local mode', () => {
  it('starts with usable settings', () => {
    expect(read({})).toMatchObject({ PORT: 4001, APIM_MODE: 'production' });
  });

  it.each([
    ['an empty database password', { DATABASE_URL: 'postgresql://apim@db/tenant' }, 'DATABASE_URL'],
    [
      'a well-known database password',
      { DATABASE_URL: 'postgresql://apim:changeme@db/tenant' },
      'DATABASE_URL',
    ],
    ['an empty signing key', { ACTOR_SIGNING_KEY: '' }, 'ACTOR_SIGNING_KEY'],
    ['a missing signing key', { ACTOR_SIGNING_KEY: undefined }, 'ACTOR_SIGNING_KEY is not set'],
    ['no trusted keys', { ACTOR_TRUSTED_KEYS: '{"keys":[]}' }, 'ACTOR_TRUSTED_KEYS'],
    ['an address that is none', { MANAGER_URLS: '{"gateway":"nowhere"}' }, 'MANAGER_URLS'],
  ])('refuses %s, naming the setting', (_name, change, text) => {
    expect(() => read(change)).toThrow(text);
  });

  it('never shows the value of a refused secret', () => {
    const shape = { SECRET: secret() };
    expect(() => readEnvironment(shape, { SECRET: 'hunter2' } as never)).toThrow(/^(?!.*hunter2)/s);
  });

  it.each(['', 'changeme', 'secret', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'short'])(
    'refuses the secret %j',
    (value) => {
      expect(secret().safeParse(value).success).toBe(false);
    },
  );
});

describe('settings', () => {
  it('read JSON and lists', () => {
    const shape = { VALUE: json(secret()), NAMES: list() };
    expect(readEnvironment(shape, { VALUE: '"abcdefghijklmnopq"', NAMES: 'a, b,,' } as never)).toEqual({
      VALUE: 'abcdefghijklmnopq',
      NAMES: ['a', 'b'],
    });
  });
});
