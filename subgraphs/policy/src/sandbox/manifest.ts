import { z } from 'zod';
import { admittedPlugins } from './admitted-plugins.ts';

const text = (most: number) => z.string().trim().min(1).max(most);

/** What a policy's source says of itself, read from its evaluation and from nowhere else. */
export const manifestSchema = z.strictObject({
  name: text(60).regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be kebab-case, such as add-greeting'),
  version: text(20).regex(/^\d+\.\d+\.\d+$/, 'must look like 1.0.0'),
  title: text(100),
  summary: text(500),
  direction: z.enum(['inbound', 'outbound']),
  scopes: z
    .array(
      z.enum(
        ['project', 'api', 'operation'],
        'a project’s own policy can be attached to project, api and operation',
      ),
    )
    .min(1)
    .max(3),
  examples: z
    .array(z.strictObject({ title: text(100), configuration: z.record(z.string(), z.unknown()) }))
    .min(1)
    .max(20),
  kong: z.strictObject({
    plugins: z
      .array(
        z.enum(
          [...admittedPlugins, 'pre-function', 'post-function'],
          `a project’s own policy may use ${admittedPlugins.join(', ')}, and handlers (pre-function, post-function)`,
        ),
      )
      .max(20),
    minimalVersion: text(20),
  }),
  merge: z.enum(['override', 'refuse', 'merge']),
  perOperation: z.boolean(),
  handlers: z.array(z.enum(['onEarlyRequest', 'onRequest', 'onResponse', 'onResponseBody'])).max(4),
  compiles: z.boolean(),
  hasUpstreams: z.boolean(),
  configurationSchema: z.looseObject({
    type: z.literal('object'),
    properties: z
      .record(z.string(), z.looseObject({ description: z.string('needs a description: .describe("…")') }))
      .default({}),
  }),
});

export type PolicyManifest = z.output<typeof manifestSchema>;

/** `plugins[0].config.minute: Invalid input`, for each issue. */
export function issueTexts(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.map(({ path, message }) => ({
    path: path.reduce<string>(
      (joined, part) =>
        typeof part === 'number'
          ? `${joined}[${part}]`
          : joined === ''
            ? String(part)
            : `${joined}.${String(part)}`,
      '',
    ),
    message,
  }));
}
