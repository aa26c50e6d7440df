/** Bundles what runs inside of the sandbox (zod, the SDK's definePolicy, the driver) into one script of text. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const english = createRequire(import.meta.url)
  .resolve('zod')
  .replace(/index\.cjs$/, 'v4/locales/en.js');

/** Messages of one language are enough for authors; those of all would double the script. */
const oneLanguage: Plugin = {
  name: 'one-language',
  setup: ({ onResolve }) => onResolve({ filter: /locales\/index\.js$/ }, () => ({ path: english })),
};

const { outputFiles } = await build({
  entryPoints: [path('../src/sandbox/prelude/driver.ts')],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  write: false,
  plugins: [oneLanguage],
});
const lines = [
  '/** Written by `npm run gen`: the script that each policy finds in its sandbox. */',
  `export const prelude: string = ${JSON.stringify(outputFiles[0]?.text)};`,
  '',
];
await writeFile(path('../src/sandbox/prelude.gen.ts'), lines.join('\n'));
