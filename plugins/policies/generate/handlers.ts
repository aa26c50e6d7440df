/** Translates the handlers of the library's policies and writes them as Lua; fails with every place that cannot be. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { policyJsonSchema, type HandlerCode, type Policy } from '@apim/sdk';
import { readModules, translatePolicy } from '@apim/sdk/translate';

const folder = new URL('../src/', import.meta.url);
const handler = /\bon(EarlyRequest|Request|Response|ResponseBody)\b/;

function read(path: string): string | undefined {
  const url = new URL(path, folder);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

async function translated(file: string): Promise<[string, HandlerCode][]> {
  const source = await readFile(new URL(file, folder), 'utf8');
  if (!source.includes('definePolicy(') || !handler.test(source)) return [];
  const exported = Object.values((await import(new URL(file, folder).href)) as Record<string, unknown>);
  const policy = exported.find(
    (value): value is Policy => typeof value === 'object' && value !== null && 'scopes' in value,
  );
  if (policy === undefined) throw new Error(`${file}: export the policy that it defines`);
  const modules = readModules({ fileName: file, source }, read);
  const configurationSchema = policyJsonSchema(policy);
  const result = translatePolicy({ fileName: file, source, configurationSchema, modules });
  if ('code' in result) return [[policy.name, result.code]];
  const problems = result.diagnostics.map(
    ({ file: at, line, column, message, remedy }) => `${at}:${line}:${column} ${message}; ${remedy}`,
  );
  throw new Error(problems.join('\n'));
}

const files = (await readdir(folder)).filter(
  (name) => name.endsWith('.ts') && !/\.(lua|gen|test)\.ts$/.test(name),
);
const code: [string, HandlerCode][] = [];
for (const file of files.sort()) {
  if (file !== 'registry.ts') code.push(...(await translated(file)));
}
code.sort(([a], [b]) => (a < b ? -1 : 1));
const lines = [
  '/** Written by `npm run gen`: the handlers of the library as Lua, by the name of the policy. */',
  "import type { HandlerCode } from '@apim/sdk';",
  '',
  `export const handlerCode: Readonly<Record<string, HandlerCode>> = ${JSON.stringify(Object.fromEntries(code), null, 2)};`,
  '',
];
await writeFile(new URL('handler-code.gen.ts', folder), lines.join('\n'));
