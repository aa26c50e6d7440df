/** One build of every surface; each surface is a layer of its own under `layers/`. */
export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  devtools: { enabled: false },
  telemetry: false,
  sourcemap: false,
  experimental: { appManifest: false, payloadExtraction: false },
  nitro: { compressPublicAssets: { gzip: true, brotli: false } },
});
