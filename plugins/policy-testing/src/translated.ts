import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleHash, policyJsonSchema, type HandlerCode, type Policy } from '@apim/sdk';
import type { TranslateResult } from '@apim/sdk/translate';

const handlers = ['onEarlyRequest', 'onRequest', 'onResponse', 'onResponseBody'] as const;

export function hasHandlers(policy: Policy): boolean {
  return handlers.some((name) => policy[name] !== undefined);
}

/** The handlers alone, without what `compile` gives. */
export function withoutCompile(policy: Policy): Policy {
  const { compile: _, ...alone } = policy;
  return alone;
}

const translations = new Map<string, { readonly of: string; readonly code: HandlerCode }>();

/** The policy with the code of its handlers, translated from the file that defines it when it comes without. */
export async function withTranslation(policy: Policy, source: URL | string | undefined): Promise<Policy> {
  if (!hasHandlers(policy) || policy.handlerCode) return policy;
  if (source === undefined) {
    throw new Error(
      `${policy.name} has handlers: tell testPolicy the file that defines it, as \`source: new URL('../src/policy.ts', import.meta.url)\``,
    );
  }
  const file = source instanceof URL || source.startsWith('file:') ? fileURLToPath(source) : source;
  // Loads TypeScript, which policies without handlers need not wait for.
  const { readModules, translatePolicy } = await import('@apim/sdk/translate');
  const own = { fileName: file, source: readFileSync(file, 'utf8') };
  const modules = readModules(own, (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined));
  const configurationSchema = policyJsonSchema(policy) as Readonly<Record<string, unknown>>;
  const input = { ...own, modules, configurationSchema };
  const of = bundleHash(input);
  const key = `${policy.name} ${file}`;
  const known = translations.get(key);
  if (known?.of === of) return { ...policy, handlerCode: known.code };
  const code = codeOf(policy, translatePolicy(input));
  translations.set(key, { of, code });
  return { ...policy, handlerCode: code };
}

function codeOf({ name }: Policy, result: TranslateResult): HandlerCode {
  if ('code' in result) return result.code;
  const lines = result.diagnostics.map(
    ({ file: where, line, column, message, remedy }) =>
      `${where}:${line}:${column} ${message}\n    instead: ${remedy}`,
  );
  throw new Error(`the handlers of ${name} cannot be translated:\n  ${lines.join('\n  ')}`);
}
