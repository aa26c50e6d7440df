import { fileURLToPath } from 'node:url';

/** What every surface shares: design, layout, session, the way to the BFF. */
export default defineNuxtConfig({
  modules: ['@nuxt/ui'],
  css: [fileURLToPath(new URL('./app/assets/main.css', import.meta.url))],
  ui: { fonts: false, theme: { colors: ['primary', 'neutral', 'success', 'warning', 'error'] } },
  icon: { provider: 'none', mode: 'svg', clientBundle: { scan: true }, fallbackToApi: false },
  runtimeConfig: {
    /** Where the BFF answers; `NUXT_BFF_URL`. */
    bffUrl: 'http://127.0.0.1:4010',
  },
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      titleTemplate: '%s · Developers',
      meta: [{ name: 'viewport', content: 'width=device-width, initial-scale=1' }],
      link: [{ rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }],
    },
  },
});
