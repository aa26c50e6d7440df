import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from './browser.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const pages = [
  '/',
  '/?q=nothing',
  '/apis/orders',
  '/apis/orders/reference',
  '/apis/hostile',
  '/apis/hostile/reference',
  '/nowhere',
];
const ofMembers = ['/applications'];

describe('attack 24: script in titles, summaries, Markdown and OpenAPI texts', () => {
  for (const path of [
    '/',
    '/apis/hostile',
    '/apis/hostile/reference',
    '/?q=%3Cscript%3Ewindow.__ran=true%3C/script%3E',
  ])
    it(`never becomes markup or runs at ${path}`, async () => {
      const { page, complaints } = await world.visit();
      await page.goto(path, { waitUntil: 'networkidle' });
      expect(await page.evaluate(() => '__ran' in window)).toBe(false);
      expect(
        await page
          .locator('[onerror], [onload], img[src="x"], a[href^="javascript:" i], a[href^="data:" i]')
          .count(),
      ).toBe(0);
      // The policy is a second wall: nothing may even get as far as to be stopped by it.
      expect(complaints).toEqual([]);
    });

  it('stays out of the markup without scripts too', async () => {
    const { page } = await world.visit({ javaScriptEnabled: false });
    for (const path of ['/', '/apis/hostile', '/apis/hostile/reference']) {
      await page.goto(path);
      expect(await page.locator('[onerror], [onload], img[src="x"], a[href^="javascript:" i]').count()).toBe(
        0,
      );
      expect(await page.locator('script:not([nonce])').count()).toBe(0);
    }
  });
});

describe('every page', { timeout: 120_000 }, () => {
  it('has a policy whose nonce is new each time, and may not be framed or sniffed', async () => {
    const nonces = new Set<string>();
    for (const path of pages) {
      const { headers } = await fetch(`${world.portal.url}${path}`, { headers: { accept: 'text/html' } });
      const policy = headers.get('content-security-policy') ?? '';
      const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? '';
      expect([path, scripts]).toEqual([path, expect.stringMatching(/^'self' 'nonce-[\w+/=]+'$/)]);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
      nonces.add(scripts);
    }
    expect(nonces.size).toBe(pages.length);
  });

  it('asks nobody but its own server', async () => {
    const { page } = await world.visit();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(world.portal.url) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    for (const path of pages) await page.goto(path, { waitUntil: 'networkidle' });
    expect(foreign).toEqual([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`breaks no rule of WCAG 2.2 AA, ${colorScheme}`, async () => {
      const { page } = await world.visit({ colorScheme });
      await page.goto('/auth/login?return=/apis/orders');
      for (const path of [...pages, ...ofMembers]) {
        await page.goto(path);
        await page.waitForFunction(
          (scheme) => document.documentElement.classList.contains(scheme),
          colorScheme,
        );
        const found = await violationsOf(page);
        expect([path, found]).toEqual([path, []]);
      }
    });

  it('fits a phone without scrolling sideways', async () => {
    const { page } = await world.visit({ viewport: { width: 360, height: 740 } });
    await page.goto('/auth/login?return=/');
    for (const path of [...pages, ...ofMembers]) {
      await page.goto(path);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 360]);
    }
  });
});
