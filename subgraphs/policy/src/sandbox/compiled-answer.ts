import type { CompiledPolicy } from '@apim/sdk';
import { z } from 'zod';
import { admittedPlugins, type AdmittedPlugin } from './admitted-plugins.ts';
import { issueTexts, type PolicyManifest } from './manifest.ts';
import { pluginSchemas } from './plugin-schemas.gen.ts';
import { printable, SandboxError } from './vm.ts';

const answerSchema = z.strictObject({
  plugins: z
    .array(z.strictObject({ name: z.enum(admittedPlugins), config: z.record(z.string(), z.unknown()) }))
    .max(20),
  functions: z.array(z.never('code is written as handlers, never as Lua')).default([]),
  issues: z
    .array(
      z.strictObject({
        path: z.string().max(500),
        message: z.string().max(1_000).transform(printable),
        severity: z.enum(['ERROR', 'WARNING']).optional(),
      }),
    )
    .max(100)
    .optional(),
});

/** What `compile` of an own policy answered, when it may; throws a SandboxError that names each field at fault. */
export function readCompiled(manifest: PolicyManifest, answer: unknown): CompiledPolicy {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw refusal(issueTexts(parsed.error));
  const { plugins, issues } = parsed.data;
  const found = plugins.flatMap(({ name, config }, index) =>
    checkPlugin(manifest, name, config).map(({ path, message }) => ({
      path: [`plugins[${index}].config`, path].filter(Boolean).join('.'),
      message,
    })),
  );
  if (found.length > 0) throw refusal(found);
  const compiled = { plugins, functions: [], ...(issues && { issues }) };
  return compiled as CompiledPolicy;
}

type Issue = { path: string; message: string };

function checkPlugin(
  manifest: PolicyManifest,
  name: AdmittedPlugin,
  config: Record<string, unknown>,
): Issue[] {
  if (!manifest.kong.plugins.includes(name)) {
    return [{ path: '', message: `${name} is not among kong.plugins; add it there` }];
  }
  const parsed = pluginSchemas[name].safeParse(config);
  if (!parsed.success) return issueTexts(parsed.error);
  return [...(ownRules[name]?.(config) ?? []), ...textsOf(config).flatMap(refuseReference)];
}

/** What the plugin's schema admits and a project may not have. */
const ownRules: Partial<Record<AdmittedPlugin, (config: Record<string, unknown>) => Issue[]>> = {
  'rate-limiting': countedHere,
  'response-ratelimiting': countedHere,
  'request-transformer': refuseTemplates,
  'response-transformer': refuseTemplates,
  cors: ({ origins = [] }) =>
    (origins as string[])
      .filter((origin) => !/^(\*|https?:\/\/[\w.-]+(:\d+)?)$/.test(origin))
      .map((origin) => ({
        path: 'origins',
        message: `${JSON.stringify(origin)} is a regular expression to Kong; name origins, such as https://shop.example`,
      })),
};

function countedHere({ policy = 'local', redis }: Record<string, unknown>): Issue[] {
  if (policy === 'local' && redis === undefined) return [];
  return [{ path: 'policy', message: 'must be local; attach rate-limit of the library to count elsewhere' }];
}

/** Kong runs what is in `$(…)` as Lua. */
function refuseTemplates(config: Record<string, unknown>): Issue[] {
  return textsOf(config)
    .filter(({ text }) => text.includes('$('))
    .map(({ path }) => ({ path, message: 'holds $(…), which Kong runs as code; write a handler instead' }));
}

/** Kong replaces a reference by a secret of the gateway. */
function refuseReference({ path, text }: { path: string; text: string }): Issue[] {
  return /^\s*\{vault:/i.test(text) ? [{ path, message: 'refers to a secret of the gateway' }] : [];
}

function textsOf(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    { path, text: key },
    ...textsOf(member, path === '' ? key : `${path}.${key}`),
  ]);
}

function refusal(issues: Issue[]): SandboxError {
  const texts = issues.slice(0, 10).map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return new SandboxError(`compile answered what is not admitted: ${printable(texts.join('; '))}`);
}
