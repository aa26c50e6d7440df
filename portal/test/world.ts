import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startBff, type TestBff } from './bff.ts';
import { openBrowser } from './browser.ts';
import { hostile, hostileText, huge, orders } from './documents.ts';
import { startPortal } from './portal.ts';
import type { RunningServer } from './server.ts';

const specs = join(import.meta.dirname, '../../../shared/specs');

/** Real documents that are not this project’s own; absent on most machines. */
export const realDocument = (name: string): string | undefined =>
  existsSync(join(specs, name)) ? readFileSync(join(specs, name), 'utf8') : undefined;

/** The built portal in front of a BFF with a few published APIs, and a browser to look at it. */
export interface World {
  bff: TestBff;
  portal: RunningServer;
  browser: Browser;
  /** A new visitor’s page, and whatever the browser complains about while it is open. */
  visit: (options?: BrowserContextOptions) => Promise<{ page: Page; complaints: string[] }>;
  stop: () => Promise<void>;
}

export async function startWorld(): Promise<World> {
  const bff = await startBff([
    {
      slug: 'orders',
      title: 'Orders',
      summary: 'From the basket to the parcel.',
      version: '2.4.0',
      document: orders,
      gatewayUrl: 'http://localhost:8000/orders',
    },
    {
      slug: 'weather',
      title: 'Weather',
      summary: 'Rain or shine, by the hour.',
      document: '{"openapi":"3.0.3"}',
    },
    { slug: 'hostile', title: hostileText, summary: hostileText, document: hostile },
    { slug: 'huge', title: 'Huge', document: huge(11_000) },
  ]);
  const portal = await startPortal(bff.url);
  const browser = await openBrowser();
  return {
    bff,
    portal,
    browser,
    visit: async (options = {}) => {
      const context = await browser.newContext({ baseURL: portal.url, ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      return { page, complaints };
    },
    stop: async () => {
      await browser.close();
      await portal.stop();
      await bff.stop();
    },
  };
}

/** Waits until the page answers to clicks. */
export const hydrated = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => {
    const root = document.querySelector('#__nuxt') as
      (Element & { __vue_app__?: { $nuxt?: { isHydrating?: boolean } } }) | null;
    return root?.__vue_app__?.$nuxt?.isHydrating === false;
  });
};
