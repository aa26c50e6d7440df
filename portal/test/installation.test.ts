import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { startInstallation, type TestInstallation } from '../../cli/test/installation.ts';
import { openBrowser, violationsOf } from './browser.ts';
import { build } from './portal.ts';
import { hydrated } from './world.ts';

const PORT_OFFSET = 11_900;
const portal = `http://localhost:${3000 + PORT_OFFSET}`;
const WITHIN_MS = 10_000;

let installation: TestInstallation;
let browser: Browser;

beforeAll(async () => {
  await build();
  installation = await startInstallation(PORT_OFFSET);
  browser = await openBrowser();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await installation?.end();
  await installation?.remove();
});

/** The status of a call through the gateway, once it is the expected one or the time is up. */
async function statusOf(url: string, key: string, expected: number): Promise<number> {
  const end = Date.now() + WITHIN_MS;
  for (;;) {
    const { status } = await fetch(url, { headers: { 'x-api-key': key } });
    if (status === expected || Date.now() > end) return status;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('the portal of a whole installation', { timeout: 180_000 }, () => {
  it('shows visitors the published sample, server-rendered', async () => {
    const html = await (await fetch(portal)).text();
    expect(html).toContain('/apis/orders');
    const reference = await (await fetch(`${portal}/apis/orders/reference`)).text();
    expect(reference).toContain('List the orders');
    expect(reference).toContain(`http://localhost:${8000 + PORT_OFFSET}/`);
  });

  it('lets a developer sign in, subscribe, take a key that works, revoke it, and sign out', async () => {
    const [, email, password] = /Sign in as (\S+) with the password (\S+)/.exec(installation.output())!;
    const page = await (await browser.newContext({ baseURL: portal })).newPage();
    await page.goto('/apis/orders');
    const address = await page.getByRole('complementary').locator('code').first().innerText();
    await page.getByRole('link', { name: 'Sign in to subscribe' }).click();
    await page.getByLabel('E-mail address').fill(email!);
    await page.getByLabel('Password').fill(password!);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${portal}/apis/orders`);
    expect(await page.evaluate(() => document.cookie)).toBe('');

    await hydrated(page);
    await page.getByLabel('Application').selectOption({ label: 'A new application …' });
    await page.getByLabel('Its name').fill('Shop of the portal');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('heading', { level: 1, name: 'Shop of the portal' }).waitFor();
    await page.getByRole('button', { name: 'Create a key' }).click();
    const key = await page.getByTestId('new-key').innerText();
    expect(key).toMatch(/^apim_key_[\w-]{43}$/);
    expect(await violationsOf(page)).toEqual([]);
    expect(await statusOf(`${address}/orders/100`, 'no-key', 401)).toBe(401);
    expect(await statusOf(`${address}/orders/100`, key, 200)).toBe(200);

    await page.getByRole('button', { name: /^Revoke the key/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('REVOKED', { exact: true }).waitFor();
    expect(await statusOf(`${address}/orders/100`, key, 401)).toBe(401);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
    await page.goto('/applications');
    await page.waitForURL((url) => url.pathname.startsWith('/oidc/'));
  });
});
