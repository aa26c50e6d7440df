import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this command is of: where policies find `@apim/sdk` and `zod`, wherever they are. */
export const installation = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** How policies are checked, as tsconfig.json has it. */
export const policyCompilerOptions = {
  target: 'ES2023',
  lib: ['ES2024'],
  module: 'ESNext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  types: ['node'],
};

/** Compiler options for a policy's folder; outside of the checkout they say where its modules are. */
export function tsconfigFor(folder: string): Record<string, unknown> {
  const way = relative(folder, installation).replaceAll('\\', '/');
  const isInside = /^(\.\.\/?)*$/.test(way);
  return {
    compilerOptions: {
      ...policyCompilerOptions,
      ...(!isInside && {
        typeRoots: [`${way}/node_modules/@types`],
        paths: {
          '@apim/sdk': [`${way}/plugins/sdk/src/index.ts`],
          '@apim/policy-testing': [`${way}/plugins/policy-testing/src/index.ts`],
          zod: [`${way}/node_modules/zod`],
        },
      }),
    },
    include: ['*.ts'],
  };
}
