import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hydrated, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.portal.url}${path}`, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });

describe('the catalogue', () => {
  it('is in the HTML that the server sends', async () => {
    const response = await get('/');
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/Orders[\s\S]*From the basket to the parcel\./);
  });

  it('narrows while one types, keeps the search in the address, and answers that address', async () => {
    const { page, complaints } = await world.visit();
    await page.goto('/');
    await hydrated(page);
    await page.getByRole('searchbox', { name: 'Search APIs' }).fill('rain');
    await page.waitForURL('**/?q=rain');
    await page.getByRole('link', { name: /Orders/ }).waitFor({ state: 'detached' });
    expect(await page.getByRole('link', { name: /Weather/ }).count()).toBe(1);
    expect(await (await get('/?q=rain')).text()).not.toContain('From the basket');
    expect(complaints).toEqual([]);
  });

  it('searches without scripts', async () => {
    const { page } = await world.visit({ javaScriptEnabled: false });
    await page.goto('/');
    await page.getByRole('searchbox', { name: 'Search APIs' }).fill('rain');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(page.url()).toContain('q=rain');
    expect(await page.getByRole('link', { name: /Weather/ }).count()).toBe(1);
    expect(await page.getByRole('link', { name: /Orders/ }).count()).toBe(0);
  });

  it('says what to do when nothing matches', async () => {
    const { page } = await world.visit();
    await page.goto('/?q=nothing-like-it');
    expect(await page.getByText('No API matches').isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Clear the search' }).click();
    await page.getByRole('link', { name: /Orders/ }).waitFor();
  });

  it('leads to an API with its version, gateway address and description', async () => {
    const { page, complaints } = await world.visit();
    await page.goto('/');
    await page.getByRole('link', { name: /Orders/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    const text = await page.getByRole('main').innerText();
    for (const part of ['v2.4.0', 'http://localhost:8000/orders', '100 calls a minute', '6 operations'])
      expect(text).toContain(part);
    const operation = page.getByRole('link', { name: 'get List orders' });
    expect(await operation.getAttribute('href')).toMatch(/^\/apis\/orders\/reference#get-/);
    expect(await page.getByRole('link', { name: 'the guide' }).getAttribute('rel')).toContain('noopener');
    expect(complaints).toEqual([]);
  });

  it('answers 404 in words for an API or a page that does not exist', async () => {
    for (const path of [
      '/apis/no-such-api',
      '/apis/no-such-api/reference',
      '/no/such/page',
      '/apis/orders/reference?operation=none',
    ]) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).toContain('There is nothing here');
    }
  });
});

describe('the way to the BFF', () => {
  it('carries the visitor’s cookie and nothing else while rendering', async () => {
    await get('/', {
      cookie: 'session=ada',
      'x-apim-actor': 'forged',
      authorization: 'Bearer x',
      'x-forwarded-for': '1.2.3.4',
    });
    const { headers } = world.bff.requests.filter(({ url }) => url === '/graphql').at(-1)!;
    expect(headers.cookie).toBe('session=ada');
    for (const name of ['x-apim-actor', 'authorization', 'x-forwarded-for'])
      expect(headers[name]).toBeUndefined();
  });

  it('leaves internal headers and those of one connection behind', async () => {
    await fetch(`${world.portal.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-apim-actor': 'forged',
        'X-APIM-Key-Digest': 'forged',
        'x-forwarded-host': 'evil.example',
        cookie: 'session=ada',
      },
      body: JSON.stringify({ query: '{ viewer { user { name } } }' }),
    });
    const { headers } = world.bff.requests.at(-1)!;
    expect(headers.cookie).toBe('session=ada');
    for (const name of ['x-apim-actor', 'x-apim-key-digest', 'x-forwarded-host'])
      expect(headers[name]).toBeUndefined();
    expect(headers.host).toBe(`127.0.0.1:${world.bff.port}`);
  });

  it('hands a redirect and every cookie of it to the browser', async () => {
    const response = await get('/auth/login?return=%2Fapplications');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/applications');
    expect(response.headers.getSetCookie()).toEqual(['session=ada; Path=/; HttpOnly', 'other=1; Path=/']);
  });
});
