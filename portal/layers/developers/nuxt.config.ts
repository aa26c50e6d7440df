import { fileURLToPath } from 'node:url';

/** The public surface: catalogue, reference, applications. */
export default defineNuxtConfig({
  css: [fileURLToPath(new URL('./app/assets/reference.css', import.meta.url))],
});
