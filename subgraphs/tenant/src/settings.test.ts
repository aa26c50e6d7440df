import { createTestKeys } from '@apim/kit/testing/actors';
import { testSettings } from '@apim/kit/testing/manager';
import { describe, expect, it } from 'vitest';
import { ownSettings } from '../test/harness.ts';
import { start } from './main.ts';
import { readSettings } from './settings.ts';

const address = 'postgresql://apim:d0Qs7-Jk29-vv1Zq-88@db/tenant';
const usable = {
  ...testSettings('tenant', await createTestKeys('tenant'), address),
  ...(await ownSettings()),
};
const symmetric = JSON.stringify({ keys: [{ kty: 'oct', kid: 'one', k: 'd0Qs7-Jk29-vv1Zq-88' }] });
const publicOnly = JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'one', x: 'abc' }] });

describe('an installation with empty or well-known secrets (42)', () => {
  it('is told from one with usable settings', () => {
    expect(readSettings(usable)).toMatchObject({
      APIM_MODE: 'production',
      BFF_REDIRECT_URIS: [expect.any(String)],
    });
  });

  it.each([
    ['OIDC_COOKIE_KEYS', ''],
    ['OIDC_COOKIE_KEYS', 'changeme'],
    ['OIDC_COOKIE_KEYS', 'd0Qs7-Jk29-vv1Zq-88,secret'],
    ['OIDC_SIGNING_KEYS', ''],
    ['OIDC_SIGNING_KEYS', '{"keys":[]}'],
    ['OIDC_SIGNING_KEYS', symmetric],
    ['OIDC_SIGNING_KEYS', publicOnly],
    ['BFF_CLIENT_SECRET', ''],
    ['BFF_CLIENT_SECRET', 'password'],
    ['BFF_REDIRECT_URIS', ''],
    ['BFF_REDIRECT_URIS', 'http://portal.example/auth/callback'],
    ['OIDC_ISSUER', 'http://portal.example/oidc'],
    ['OIDC_ISSUER', 'https://portal.example'],
    ['DATABASE_URL', 'postgresql://apim:changeme@db/tenant'],
    ['ACTOR_SIGNING_KEY', ''],
  ])('refuses to start with %s=%s', async (name, value) => {
    await expect(start({ ...usable, [name]: value })).rejects.toThrow(name);
  });
});
