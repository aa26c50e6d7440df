import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { RefusedError, UsageError } from '../client/errors.ts';

const path = z.string().regex(/^\/[^?#\s]*$/, 'must be a path, such as /shop');
const attachment = z.strictObject({
  policy: z.string().min(1),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'must look like 1.0.0')
    .optional(),
  scope: z.enum(['gateway', 'project', 'api'], 'must be gateway, project or api').optional(),
  operation: z.string().optional(),
  configuration: z.record(z.string(), z.unknown()).default({}),
  order: z.int().min(0).max(1_000).default(0),
  enabled: z.boolean().default(true),
});

/** What `apim compile` reads: an API, what is attached to it, and files of own policies. */
const fileSchema = z.strictObject({
  api: z
    .strictObject({
      name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case, such as orders'),
      basePath: path.default('/'),
      upstreamUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
      openapi: z.string().optional(),
      operations: z
        .array(
          z.strictObject({ method: z.string().regex(/^[A-Z]+$/, 'must be upper case, such as GET'), path }),
        )
        .min(1)
        .optional(),
    })
    .refine(({ openapi, operations }) => (openapi === undefined) !== (operations === undefined), {
      error: 'must have either openapi (a file) or operations',
    }),
  attachments: z.array(attachment).max(1_000).default([]),
  policies: z.array(z.string()).max(50).default([]),
});

export type CompileFile = z.output<typeof fileSchema>;

/** Reads YAML or JSON. Throws with every field that is wrong; other files are named relative to it. */
export async function readCompileFile(file: string): Promise<CompileFile> {
  const text = await readText(file);
  const parsed = fileSchema.safeParse(await parseText(file, text));
  if (parsed.success) return parsed.data;
  throw new RefusedError(
    parsed.error.issues.map((issue) => ({
      code: 'INVALID_INPUT',
      message: `${file}: ${issue.message}`,
      field: pathText(issue.path) || 'the whole',
    })),
  );
}

async function parseText(file: string, text: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  try {
    const document = parseDocument(text, { prettyErrors: true });
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const line = (error as Error).message.split('\n')[0]?.replace(/:$/, '');
    throw new RefusedError([{ code: 'INVALID_INPUT', message: `${file} is neither YAML nor JSON: ${line}` }]);
  }
}

export const besides = (file: string, other: string): string =>
  isAbsolute(other) ? other : join(dirname(file), other);

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${message}.`,
    );
  }
}

function pathText(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((joined, part) => {
    if (typeof part === 'number') return `${joined}[${part}]`;
    return joined === '' ? String(part) : `${joined}.${String(part)}`;
  }, '');
}
