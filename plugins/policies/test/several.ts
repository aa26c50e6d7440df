import { testPolicy, type PolicyCase } from '@apim/policy-testing';
import {
  compileApi,
  definePolicy,
  parseConfiguration,
  type CompileContext,
  type CompiledPolicy,
  type Policy,
} from '@apim/sdk';
import { z } from 'zod';
import { registry } from '../src/registry.ts';

export type Attached = readonly [policy: string, configuration: object];

/** One policy that compiles to what several do, as they meet at one place; those with handlers are not admitted. */
function together(...attached: readonly Attached[]): Policy<z.ZodObject> {
  const parts = attached.map(([name, configuration]) => {
    const policy = registry.get(name) as Policy;
    return { policy, configuration: parseConfiguration(policy, configuration) };
  });
  const compiled = (context: CompileContext): CompiledPolicy[] =>
    parts.flatMap(({ policy, configuration }) => policy.compile?.(configuration, context) ?? []);
  return definePolicy({
    name: 'together',
    version: '1.0.0',
    title: 'Several',
    summary: 'What several policies compile to at one place.',
    direction: 'outbound',
    scopes: ['api'],
    configuration: z.object({}),
    merge: 'override',
    examples: [],
    kong: {
      plugins: [...new Set(parts.flatMap(({ policy }) => policy.kong.plugins))],
      minimalVersion: '3.9.0',
    },
    perOperation: parts.some(({ policy }) => policy.perOperation),
    describe: () => '',
    compile: (_configuration, context) => ({
      plugins: compiled(context).flatMap(({ plugins }) => plugins),
      functions: compiled(context).flatMap(({ functions }) => functions),
    }),
  });
}

/** Runs several policies at one place on the gateway. */
export const run = (policies: readonly Attached[], given: Omit<PolicyCase, 'config'>) =>
  testPolicy(together(...policies), { ...given, config: {} });

/** What a compile says of several policies of one API. */
export const diagnosticsOf = (...attached: readonly Attached[]) =>
  compileApi({
    api: { id: 'A1', projectId: 'P1', organizationId: 'O1', basePath: '/a', upstreamPath: '/' },
    operations: [],
    registry,
    attachments: attached.map(([policy, configuration], index) => ({
      id: `T${index}`,
      policy,
      configuration,
      order: index,
      enabled: true,
      scope: { kind: 'api', id: 'A1' },
    })),
  }).diagnostics;
