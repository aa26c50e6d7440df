import { expect, it } from 'vitest';
import { probeSource, translate } from '../../test/translated.ts';

const schemas =
  'const rule = z.object({ n: z.number() });\nconst schema = z.object({ rules: z.array(rule) });\n';
const probe = (module: string, configuration = 'schema'): string =>
  probeSource('return config.rules.map((item) => double(item));', schemas + module, configuration);

it.each([
  ['of a part of the configuration', 'type Rule = z.infer<typeof rule>;', 'schema', 5],
  ['under another name', 'type Rule = Given;\ntype Given = z.output<typeof rule>;', 'schema', 6],
  ['by an import in place', "type Rule = import('zod').z.infer<typeof rule>;", 'schema', 5],
  [
    'of a configuration that is written in place',
    'type Rule = z.infer<typeof rule>;',
    'z.object({ rules: z.array(rule) })',
    5,
  ],
])('the type of a schema is refused %s, with what to write instead', (_name, types, configuration, line) => {
  const source = probe(`${types}\nfunction double(rule: Rule): number { return rule.n * 2; }`, configuration);
  const result = translate(source);
  const [first] = 'diagnostics' in result ? result.diagnostics : [];
  expect(first).toMatchObject({ line, message: expect.stringContaining('of the whole configuration alone') });
  expect(first?.remedy).toContain("z.infer<typeof schema>['member']");
});

it.each([
  ['of the configuration', "type Rule = z.infer<typeof schema>['rules'][number];", 'schema'],
  ['of a schema in parentheses', "type Rule = z.output<typeof schema>['rules'][number];", '(schema)'],
])('the type of a schema is known %s, and of its parts', (_name, types, configuration) => {
  const use = (body: string): string =>
    probe(`${types}\nfunction double(rule: Rule): Json { return ${body}; }`, configuration);
  expect(translate(use('rule.n * 2'))).toHaveProperty('code');
  expect(translate(use('rule.absent'))).toMatchObject({ diagnostics: [{ line: 6 }] });
});

it('types that no handler uses may be of any schema', () => {
  const module =
    'type Rule = z.infer<typeof rule>;\nexport const first: Rule = { n: 1 };\nfunction double(rule: { n: number }): number { return rule.n * 2; }';
  expect(translate(probe(module))).toHaveProperty('code');
});
