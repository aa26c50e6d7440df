import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Several copies of graphql must never be loaded: "another module or realm".
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: [
      '{subgraphs,plugins}/*/{src,test}/**/*.test.ts',
      '{supergraph,cli,portal,load-tests,charts}/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/.output/**', '**/.nuxt/**'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ['default', './cli/setup/summary-reporter.ts'],
    globalSetup: ['cli/setup/test-servers.ts'],
    pool: 'forks',
    maxWorkers: 2,
  },
});
