import { z } from 'zod';
import { compileApi } from '../src/compile-api.ts';
import { explainApi } from '../src/explain-api.ts';
import type { CompileAttachment, CompileInput } from '../src/compile-types.ts';
import { definePolicy } from '../src/define-policy.ts';
import { createRegistry } from '../src/registry.ts';

/** One large API, one operation of it, and one API among many; medians. */
export async function run() {
  const input = largeApi(10_000, 50);
  const installation = Array.from({ length: 500 }, (_, index) => largeApi(20, 10, `A${index}`));
  return [
    measure('compile 10,000 operations with 50 attachments', 2_000, 5, () => compileApi(input)),
    changeOne(installation),
    measure('explain one of 10,000 operations', 10, 21, () =>
      explainApi(input, { operationKey: 'GET /resource-100/{id}' }),
    ),
  ];
}

/** A changed attachment concerns the API that it is attached to: what it costs beside compiling the whole installation. */
function changeOne(installation: readonly CompileInput[]) {
  const all = median(5, () => installation.forEach((input) => compileApi(input)));
  const one = median(21, () => compileApi(installation[0]!));
  return {
    name: `compile one API of ${installation.length} after a change (all: ${all.toFixed(1)} ms)`,
    value: Number((one / all).toFixed(4)),
    unit: 'of all',
    goal: '0.01 or less',
    verdict: one / all <= 0.01,
  };
}

function measure(name: string, goalMs: number, runs: number, work: () => unknown) {
  const value = median(runs, work);
  return {
    name,
    value: Number(value.toFixed(2)),
    unit: 'ms',
    goal: `${goalMs} ms or less`,
    verdict: value <= goalMs,
  };
}

/** Milliseconds. */
function median(runs: number, work: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[Math.floor(runs / 2)] ?? 0;
}

/** Ten policies; ten attachments at project and API, the rest at operations of their own. */
function largeApi(operationCount: number, attachmentCount: number, apiId = 'A'): CompileInput {
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
          ? { kind: 'api' as const, id: apiId }
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
  const api = { id: apiId, projectId: 'P', organizationId: 'O', basePath: '/big', upstreamPath: '/v1' };
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
