import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from './browser.ts';
import { startPortal } from './portal.ts';
import { hydrated, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

describe('a developer', { timeout: 90_000 }, () => {
  it('is sent to sign in and back, and can sign out', async () => {
    const { page } = await world.visit();
    await page.goto('/applications?from=mail');
    await page.getByRole('heading', { name: 'My applications' }).waitFor();
    expect(new URL(page.url()).search).toBe('?from=mail');
    expect(await page.getByText('Ada Byron').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await page.getByText('Ada Byron').count()).toBe(0);
  });

  it('subscribes from an API’s page with an application made in passing, takes a key, sees it once, revokes it', async () => {
    const { page, complaints } = await world.visit();
    await page.goto('/apis/orders');
    await page.getByRole('link', { name: 'Sign in to subscribe' }).click();
    await page.waitForURL('**/apis/orders');
    await hydrated(page);
    await page.getByLabel('Its name').fill('Shop');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('heading', { level: 1, name: 'Shop' }).waitFor();
    expect(await page.getByRole('link', { name: 'Orders' }).isVisible()).toBe(true);

    await page.getByRole('button', { name: 'Create a key' }).click();
    const key = page.getByTestId('new-key');
    await key.waitFor();
    expect(await key.innerText()).toMatch(/^apim_key_/);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Copy key');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy key' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await key.innerText());

    expect(await violationsOf(page)).toEqual([]);

    await page.reload();
    await hydrated(page);
    expect(await page.content()).not.toContain(`apim_key_${'k'.repeat(39)}`);
    await page.getByRole('button', { name: 'Revoke the key that ends in wxyz' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('REVOKED', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('who signed out in another tab is told so where they act, and comes back there', async () => {
    const { page } = await world.visit();
    await page.goto('/applications');
    await page.getByRole('heading', { name: 'My applications' }).waitFor();
    await hydrated(page);
    const other = await page.context().newPage();
    await other.goto('/applications');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.getByLabel('Name').fill('Late');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const notice = page.getByRole('alert');
    await notice.getByText('You are signed out.').waitFor();
    await notice.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'My applications' }).waitFor();
  });

  it('reads why something was refused and what to do, and keeps what was typed', async () => {
    const { page } = await world.visit();
    await page.goto('/applications');
    for (const _attempt of [1, 2]) {
      await page.goto('/applications');
      await hydrated(page);
      await page.getByLabel('Name').fill('Twice');
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Twice' }).or(page.getByRole('alert')).waitFor();
    }
    expect(await page.getByRole('alert').innerText()).toMatch(/exists\.[\s\S]*Choose another name\./);
    expect(await page.getByLabel('Name').inputValue()).toBe('Twice');
  });
});

describe('a sign-in that fails', () => {
  it('is a page that says why and what to do', async () => {
    const response = await fetch(`${world.portal.url}/auth/callback?code=x`, {
      headers: { accept: 'text/html' },
    });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('No log-in is under way. Begin again.');
  });
});

describe('a portal whose BFF is down', () => {
  it('says so in words instead of failing', async () => {
    const portal = await startPortal('http://127.0.0.1:9');
    try {
      const response = await fetch(portal.url, { headers: { accept: 'text/html' } });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('The API platform does not answer.');
      const api = await fetch(`${portal.url}/apis/orders`, { headers: { accept: 'text/html' } });
      expect(api.status).toBe(503);
      expect(await api.text()).toContain('The API platform does not answer.');
      const graphql = await fetch(`${portal.url}/graphql`, { method: 'POST', body: '{}' });
      expect(graphql.status).toBe(502);
    } finally {
      await portal.stop();
    }
  });
});
