import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { luaEngines } from '../test/lua.ts';
import { compileApi } from './compile-api.ts';
import type { CompileAttachment, CompileInput } from './compile-types.ts';
import { definePolicy } from './define-policy.ts';
import { explainApi } from './explain-api.ts';
import type { FunctionPhase } from './policy.ts';
import { createRegistry } from './registry.ts';

const greeting = (name: string, phase: FunctionPhase = 'access') =>
  definePolicy({
    name,
    version: '1.0.0',
    title: 'Greeting',
    summary: 'For tests.',
    direction: 'inbound',
    scopes: ['api', 'operation'],
    configuration: z.object({ text: z.string(), size: z.int().default(1) }),
    merge: 'override',
    examples: [],
    kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
    perOperation: true,
    describe: () => 'greets',
    compile: ({ text, size }, { operation }) => ({
      plugins: [],
      functions:
        operation?.id === 'silent'
          ? []
          : [
              {
                phase,
                lua: 'return function() answer(config.text) end',
                data: { text: `${text} ${operation?.id ?? ''}`.repeat(size) },
              },
            ],
    }),
  });

const operations = ['o1', 'o2', 'silent'].map((id) => ({
  id,
  key: `GET /${id}`,
  method: 'GET',
  path: `/${id}`,
}));
const attach = (
  id: string,
  policy: string,
  configuration: object,
  operation?: string,
): CompileAttachment => ({
  id,
  policy,
  scope: operation ? { kind: 'operation', id: operation } : { kind: 'api', id: 'A' },
  configuration,
  order: 0,
  enabled: true,
});
const input = (...attachments: CompileAttachment[]): CompileInput => ({
  api: { id: 'A', projectId: 'P', organizationId: 'O', basePath: '/', upstreamPath: '/' },
  operations,
  attachments,
  registry: createRegistry([greeting('greeting'), greeting('later', 'header_filter')]),
});
const chunksOf = (given: CompileInput) =>
  compileApi(given).plugins.flatMap(({ name, operationId, config }) =>
    name === 'post-function' ? [{ operationId, chunk: (config.access as string[])[0] ?? '' }] : [],
  );

describe('code of operations that differs by its data alone', () => {
  it('is on the service once, and again on the routes of operations with attachments of their own', () => {
    const shared = attach('a', 'greeting', { text: 'hello' });
    expect(chunksOf(input(shared)).map(({ operationId }) => operationId)).toEqual([undefined]);
    const own = attach('b', 'greeting', { text: 'hi' }, 'o2');
    const [service, route] = chunksOf(input(shared, own));
    expect(service?.chunk).toContain('hello o1');
    expect(service?.chunk).not.toMatch(/hello o2|hi o2/);
    expect(route?.operationId).toBe('o2');
    expect(route?.chunk).toContain('hi o2');
  });

  it('stays on each route when it is too much for one request to the Admin API, or runs for answers', () => {
    const large = chunksOf(input(attach('a', 'greeting', { text: 'x'.repeat(100), size: 20_000 })));
    expect(large.map(({ operationId }) => operationId)).toEqual(['o1', 'o2']);
    const { plugins } = compileApi(input(attach('a', 'later', { text: 'bye' })));
    const places = plugins.filter(({ name }) => name === 'post-function').map(({ place }) => place);
    expect(places).toEqual(['route', 'route']);
  });

  it('is explained for each operation as its own', () => {
    const { operations: explained } = explainApi(input(attach('a', 'greeting', { text: 'hello' })));
    const codes = explained.map(({ steps }) =>
      steps
        .filter(({ policy }) => policy === 'greeting')
        .map(({ configuration }) => String(configuration.access)),
    );
    expect(codes.map((own) => own.length)).toEqual([1, 1, 0]);
    expect(codes[0]?.[0]).toContain('hello o1');
    expect(codes[0]?.[0]).not.toContain('hello o2');
  });

  describe.each(luaEngines)('in $name', ({ present, run }) => {
    it.skipIf(!present).each([
      ['{ "org:1", "operation:o1" }', 'hello o1'],
      ['{ "operation:o2" }', 'hello o2'],
      ['{ "operation:silent" }', 'nothing'],
      ['{ "operation:o3" }', 'refused 500'],
      ['{}', 'refused 500'],
      ['nil', 'refused 500'],
    ])(
      'runs for the operation that the route names, and refuses what it does not know: %s',
      async (tags, said) => {
        const [code] = chunksOf(input(attach('a', 'greeting', { text: 'hello' })));
        const program = `
        local said = "nothing"
        function answer(text) said = text end
        kong = {
          router = { get_route = function() return { tags = ${tags} } end },
          response = { exit = function(status) said = "refused " .. status end },
        }
        local run = (function() ${code?.chunk ?? ''} end)()
        run() run()
        return said`;
        expect(await run(program)).toBe(said);
      },
    );
  });
});
