import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

const workspaces = [
  ['sdk', 'plugins/sdk'],
  ['policies', 'plugins/policies'],
  ['policy-testing', 'plugins/policy-testing'],
  ['kong-admin-client', 'plugins/kong-admin-client'],
  ['kong-emulator', 'plugins/kong-emulator'],
  ['kit', 'subgraphs/kit'],
  ['tenant', 'subgraphs/tenant'],
  ['gateway', 'subgraphs/gateway'],
  ['policy', 'subgraphs/policy'],
  ['portal-manager', 'subgraphs/portal'],
  ['analytics', 'subgraphs/analytics'],
  ['supergraph', 'supergraph'],
  ['cli', 'cli'],
  ['web', 'portal'],
  ['load-tests', 'load-tests'],
];

/** Which workspace may import which others of ours; a workspace may always import itself. */
const mayImport = {
  sdk: [],
  policies: ['sdk'],
  'policy-testing': ['sdk', 'kong-emulator'],
  'kong-admin-client': [],
  'kong-emulator': ['kong-admin-client'],
  kit: [],
  tenant: ['kit'],
  gateway: ['kit', 'kong-admin-client', 'sdk'],
  policy: ['kit', 'sdk', 'policies'],
  'portal-manager': ['kit'],
  analytics: ['kit'],
  supergraph: ['kit'],
  cli: workspaces.map(([name]) => name).filter((name) => !['web', 'load-tests'].includes(name)),
  web: [],
  'load-tests': [],
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/.nuxt/**',
      '**/.output/**',
      '.apim/**',
      'subgraphs/*/src/prisma/**',
      '**/*.gen.ts',
      '**/*.vue',
      'load-tests/reports/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: ['tsconfig.json'] } },
      'boundaries/elements': workspaces.map(([type, folder]) => ({
        type,
        pattern: `${folder}/**/*`,
        partialMatch: false,
      })),
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(mayImport).map(([type, others]) => ({
            from: { element: { type } },
            allow: { to: { element: { type: [type, ...others] } } },
          })),
        },
      ],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // A terminal is where these speak.
    files: ['cli/**', 'load-tests/**', '**/*.bench.ts', 'plugins/kong-emulator/src/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Suites may start any part for real.
    files: ['**/*.test.ts', '**/test/**', '**/*.bench.ts'],
    rules: { 'boundaries/dependencies': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
      },
    },
    rules: { 'no-console': 'off' },
  },
);
