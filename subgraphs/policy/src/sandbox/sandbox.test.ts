import { afterAll, describe, expect, it } from 'vitest';
import { policySource } from '../../test/policy-source.ts';
import { described, good, preview, problems, sandbox } from '../../test/sandboxed.ts';

afterAll(() => sandbox.close());

describe('a policy of a project', () => {
  it('is described by its evaluation', async () => {
    const { manifest, handlerCode } = await described(good);
    expect(manifest).toMatchObject({
      name: 'greeting',
      version: '1.0.0',
      merge: 'override',
      compiles: true,
      handlers: [],
      configurationSchema: { properties: { name: { default: 'X-Greeting', description: 'The header.' } } },
    });
    expect(handlerCode).toEqual([]);
  });

  it('compiles as a policy of the library does, its defaults filled in', async () => {
    const { steps, diagnostics } = await preview(await described(good), {});
    expect(diagnostics).toEqual([]);
    expect(steps).toMatchObject([
      {
        plugin: 'response-transformer',
        summary: 'Greets in X-Greeting',
        configuration: { add: { headers: ['X-Greeting:hello'] } },
      },
    ]);
  });

  it('names each field of a configuration that it refuses', async () => {
    const { diagnostics } = await preview(await described(good), { name: '', colour: 'red' });
    expect(diagnostics).toMatchObject([
      { code: 'POLICY_CONFIGURATION_INVALID', path: 'name' },
      { code: 'POLICY_CONFIGURATION_INVALID', path: 'colour' },
    ]);
  });

  it('has its handlers translated to code that the platform wrote', async () => {
    const own = await described(
      policySource({ onRequest: '(ctx, config) => { ctx.request.setHeader(config.name, "hello"); }' }),
    );
    expect(own.handlerCode.map(({ phase }) => phase)).toContain('access');
    const { steps, diagnostics } = await preview(own, {});
    expect(diagnostics).toEqual([]);
    expect(steps.map(({ plugin }) => plugin)).toContain('post-function');
  });

  it.each([
    ['no TypeScript', 'export default definePolicy({', 1, /expected/],
    ['no policy', 'export const a = 1;\n', 1, /defines no policy/],
    ['an import of something else', `import fs from 'node:fs';\n${good}`, 1, /node:fs cannot be imported/],
    ['a relative import', `\nimport x from './x.ts';\n${good}`, 2, /cannot be imported/],
    ['a bad name', policySource({ name: '"Not Kebab"' }), 4, /kebab-case/],
    ['a scope that is not the project’s', policySource({ scopes: '["gateway"]' }), 10, /scopes/],
    [
      'a plugin that holds code of others',
      policySource({ kong: '{ plugins: ["http-log"], minimalVersion: "3.9.0" }' }),
      14,
      /may use/,
    ],
    [
      'an example that it refuses',
      policySource({ examples: '[{ title: "Wrong", configuration: { name: 5 } }]' }),
      13,
      /example 1 \(Wrong\) is refused: name/,
    ],
    [
      'an undescribed setting',
      policySource({}, { configuration: 'z.object({ name: z.string().default("x") })' }),
      11,
      /description/,
    ],
    [
      'a failure at the start',
      policySource({}, { before: '\nthrow new Error("not today");' }),
      4,
      /not today/,
    ],
    [
      'a compile that throws',
      policySource({ compile: '() => {\n throw new Error("no") }' }),
      17,
      /does not compile: no/,
    ],
    ['a dialect that no gateway has', policySource({ onRequest: '(ctx) => { eval("1"); }' }), 17, /./],
  ])('is refused with its place: %s', async (_, source, line, message) => {
    const [first] = await problems(source);
    expect(first).toMatchObject({ file: 'policy.ts', line, remedy: expect.stringMatching(/./) });
    expect(first?.message).toMatch(message);
  });
});
