import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hydrated, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

describe('the reference', () => {
  it('is readable without scripts: groups, parameters, bodies, responses, schemas, a call', async () => {
    const { page } = await world.visit({ javaScriptEnabled: false });
    await page.goto('/apis/orders/reference');
    const article = page.getByRole('article', { name: 'List orders' });
    const text = await article.innerText();
    for (const part of [
      '/orders',
      'status',
      'open',
      'limit',
      'required',
      '≤ 100',
      '200',
      'A list of orders.',
      'array of Order',
    ])
      expect(text).toContain(part);
    expect(text).toContain("curl 'http://localhost:8000/orders/orders?limit=20'");
    expect(text).toContain('-H "X-API-Key: $APIM_KEY"');
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Orders', 'Customers']);
    const place = page.getByRole('article', { name: 'Place an order' });
    await place.getByText('Inside customer').first().click();
    expect(await place.getByText('↻ as above').first().isVisible()).toBe(true);
  });

  it('has an address for each operation', async () => {
    const { page } = await world.visit();
    await page.goto('/apis/orders/reference#put-customers-id');
    expect(await page.locator('#put-customers-id').innerText()).toContain('Replace a customer');
    await page.goto('/apis/orders/reference?operation=put-customers-id');
    expect(await page.getByRole('article').count()).toBe(1);
  });

  it('finds an operation by its words', async () => {
    const { page, complaints } = await world.visit();
    await page.goto('/apis/orders/reference');
    await hydrated(page);
    await page.getByRole('searchbox', { name: 'Search operations' }).fill('cancel');
    await page.waitForURL('**/reference?q=cancel');
    await page.getByRole('article', { name: 'List orders' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('article').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('stays usable with 11,000 operations: a page of them in seconds and under a megabyte', async () => {
    const address = `${world.portal.url}/apis/huge/reference`;
    await (await fetch(address)).text();
    const started = performance.now();
    const html = await (await fetch(`${address}?page=300`)).text();
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(html.length).toBeLessThan(1_000_000);
    expect(html).toContain('page 300 of 550');
    expect(html).toContain('Read thing 5999');
    const { page, complaints } = await world.visit();
    await page.goto('/apis/huge/reference?tag=Group+77');
    expect(await page.getByRole('article').count()).toBe(20);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByText('page 2 of 5').waitFor();
    expect(complaints).toEqual([]);
  });
});
