/** The public surface: catalogue, reference, applications. */
export default defineNuxtConfig({});
