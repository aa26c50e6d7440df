import { readFileSync } from 'node:fs';
import type { RunningServer } from '@apim/kit/server';
import { testServer } from '@apim/kit/testing/databases';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientSecret, startTenant, type TestTenant } from '../../subgraphs/tenant/test/harness.ts';
import { composeSupergraph } from '../src/index.ts';
import { start } from '../src/main.ts';
import { ask } from './ask.ts';
import { Browser } from './browser.ts';
import { freePort } from './free-port.ts';

let tenant: TestTenant;
let bff: RunningServer;
let base: string;

beforeAll(async () => {
  const port = await freePort();
  base = `http://localhost:${port}`;
  tenant = await startTenant({ OIDC_ISSUER: `${base}/oidc`, BFF_REDIRECT_URIS: `${base}/auth/callback` });
  const sdl = readFileSync(new URL('../../subgraphs/tenant/schema.graphql', import.meta.url), 'utf8');
  bff = await start(
    {
      APIM_MODE: 'production',
      HOST: 'localhost',
      PORT: String(port),
      LOG_LEVEL: 'silent',
      SURFACE: 'admin',
      REDIS_URL: testServer('REDIS'),
      ACTOR_SIGNING_KEY: JSON.stringify(tenant.keys.privateKeys.bff),
      MANAGER_URLS: JSON.stringify({ tenant: tenant.url }),
      OIDC_ISSUER: `${base}/oidc`,
      BFF_CLIENT_SECRET: clientSecret,
      PUBLIC_URL: base,
    },
    { supergraphSdl: composeSupergraph({ tenant: sdl }).supergraphSdl },
  );
});

afterAll(async () => {
  await bff?.stop();
  await tenant?.stop();
});

it('a person signs in by password, creates a token, and a script works with it until it is revoked', async () => {
  const organization = await tenant.organization('acme');
  const browser = new Browser();
  const page = await browser.follow(`${base}/auth/login?return=/projects`, `${base}/oidc/interaction`);
  expect((await browser.fetch(page)).status).toBe(200);
  const form = (password: string) => ({
    method: 'POST',
    body: new URLSearchParams({ email: organization.email, password }),
  });
  expect((await browser.fetch(page, form('wrong'))).status).toBe(401);
  const answer = await browser.fetch(page, form(organization.password));
  await browser.follow(new URL(answer.headers.get('location') ?? '', page).href, `${base}/projects`);

  const asBrowser = async (query: string) => {
    const response = await browser.fetch(`${base}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
  };
  const viewer = '{ viewer { user { email } organization { slug } } }';
  const seen = { viewer: { user: { email: organization.email }, organization: { slug: 'acme' } } };
  expect((await asBrowser(viewer)).data).toEqual(seen);

  const created = await asBrowser(
    'mutation { createPersonalToken(input: { name: "script", expiresInDays: 1 }) { secret token { id } } }',
  );
  const { secret, token } = created.data.createPersonalToken as { secret: string; token: { id: string } };
  const script = () => ask(`${base}/graphql`, viewer, { headers: { authorization: `Bearer ${secret}` } });
  expect((await script()).data).toEqual(seen);

  await asBrowser(`mutation { revokePersonalToken(id: "${token.id}") }`);
  const revokedAt = Date.now();
  for (;;) {
    const { status, errors } = await script();
    if (status === 401) {
      expect(errors?.[0]?.extensions.code).toBe('TOKEN_INVALID');
      break;
    }
    expect(Date.now() - revokedAt).toBeLessThan(5_500);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});

it('a missing sign-in answers with the manager’s own code, and visitors are nobody', async () => {
  const anonymous = await ask(`${base}/graphql`, '{ projects { nodes { id } } }');
  expect(anonymous.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect((await ask(`${base}/graphql`, '{ viewer { user { id } } }')).data).toEqual({
    viewer: { user: null },
  });
});

it('the manager answers 401 to whoever reaches it without the BFF', async () => {
  for (const query of ['{ viewer { user { id } } }', '{ _service { sdl } }']) {
    expect(
      (await fetch(`${tenant.url}/graphql`, { method: 'POST', body: JSON.stringify({ query }) })).status,
    ).toBe(401);
  }
});
