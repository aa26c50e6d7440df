import { z } from 'zod';
import { compileApi } from '../src/compile-api.ts';
import { explainApi } from '../src/explain-api.ts';
import type { CompileAttachment, CompileInput } from '../src/compile-types.ts';
import { definePolicy } from '../src/define-policy.ts';
import { createRegistry } from '../src/registry.ts';

/** Compiles 10,000 operations with 50 attachments, and explains one operation of them; medians. */
export async function run() {
  const input = largeApi(10_000, 50);
  return [
    measure('compile 10,000 operations with 50 attachments', 2_000, 5, () => compileApi(input)),
    measure('explain one of 10,000 operations', 10, 21, () => explainApi(input, { operationKey: 'GET /resource-100/{id}' })),
  ];
}

function measure(name: string, goalMs: number, runs: number, work: () => unknown) {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const value = times[Math.floor(runs / 2)] ?? 0;
  return {
    name,
    value: Number(value.toFixed(2)),
    unit: 'ms',
    goal: `${goalMs} ms or less`,
    verdict: value <= goalMs,
  };
}

/** Ten policies; ten attachments at project and API, the rest at operations of their own. */
function largeApi(operationCount: number, attachmentCount: number): CompileInput {
  const registry = createRegistry(Array.from({ length: 10 }, (_, index) => headerPolicy(index)));
  const operations = Array.from({ length: operationCount }, (_, index) => {
    const path = `/resource-${index}/{id}`;
    return { id: `o${index}`, key: `GET ${path}`, method: 'GET', path };
  });
  const attachments = Array.from({ length: attachmentCount }, (_, index): CompileAttachment => {
    const scope =
      index < 5
        ? { kind: 'project' as const, id: 'P' }
        : index < 10
          ? { kind: 'api' as const, id: 'A' }
          : { kind: 'operation' as const, id: `o${Math.floor(index / 5 - 2) * 100}` };
    const configuration = { value: `value ${index}` };
    return {
      id: `t${index}`,
      policy: `header-p${index % 10}`,
      scope,
      configuration,
      order: index,
      enabled: true,
    };
  });
  const api = { id: 'A', projectId: 'P', organizationId: 'O', basePath: '/big', upstreamPath: '/v1' };
  return { api, operations, attachments, registry };
}

function headerPolicy(index: number) {
  return definePolicy({
    name: `header-p${index}`,
    version: '1.0.0',
    title: 'Header',
    summary: 'Sets a header.',
    direction: 'inbound',
    scopes: ['project', 'api', 'operation'],
    configuration: z.object({ value: z.string() }),
    merge: { merge: (inherited, own) => ({ value: `${inherited.value}, ${own.value}` }) },
    examples: [],
    kong: { plugins: ['request-transformer', 'pre-function'], minimalVersion: '3.0.0' },
    describe: ({ value }) => `sets ${value}`,
    compile: ({ value }) => ({
      plugins: [{ name: 'request-transformer', config: { add: { headers: [`X-${index}:${value}`] } } }],
      functions: [{ phase: 'early', data: { value }, lua: 'return function() return config.value end' }],
    }),
  });
}

if (process.argv[1] === import.meta.filename) console.table(await run());
