import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { policyJsonSchema, type HandlerCode, type Policy } from '@apim/sdk';

const handlers = ['onEarlyRequest', 'onRequest', 'onResponse', 'onResponseBody'] as const;

export function hasHandlers(policy: Policy): boolean {
  return handlers.some((name) => policy[name] !== undefined);
}

/** The handlers alone, without what `compile` gives. */
export function withoutCompile(policy: Policy): Policy {
  const { compile: _, ...alone } = policy;
  return alone;
}

const translations = new Map<string, { readonly changedAt: number; readonly code: HandlerCode }>();

/** The policy with the code of its handlers, translated from the file that defines it when it comes without. */
export async function withTranslation(policy: Policy, source: URL | string | undefined): Promise<Policy> {
  if (!hasHandlers(policy) || policy.handlerCode) return policy;
  if (source === undefined) {
    throw new Error(
      `${policy.name} has handlers: tell testPolicy the file that defines it, as \`source: new URL('../src/policy.ts', import.meta.url)\``,
    );
  }
  const file = source instanceof URL || source.startsWith('file:') ? fileURLToPath(source) : source;
  const changedAt = statSync(file).mtimeMs;
  const key = `${policy.name} ${file}`;
  const known = translations.get(key);
  if (known?.changedAt === changedAt) return { ...policy, handlerCode: known.code };
  const code = await translated(policy, file);
  translations.set(key, { changedAt, code });
  return { ...policy, handlerCode: code };
}

async function translated(policy: Policy, file: string): Promise<HandlerCode> {
  // Loads TypeScript, which policies without handlers need not wait for.
  const { translatePolicy } = await import('@apim/sdk/translate');
  const result = translatePolicy({
    fileName: file,
    source: readFileSync(file, 'utf8'),
    configurationSchema: policyJsonSchema(policy) as Readonly<Record<string, unknown>>,
  });
  if ('code' in result) return result.code;
  const lines = result.diagnostics.map(
    ({ file: where, line, column, message, remedy }) =>
      `${where}:${line}:${column} ${message}\n    instead: ${remedy}`,
  );
  throw new Error(`the handlers of ${policy.name} cannot be translated:\n  ${lines.join('\n  ')}`);
}
