import { describe, expect, it } from 'vitest';
import { probeSource, translate } from '../../test/translated.ts';

describe('attack 23: no pattern stalls the gateway', () => {
  it.each([
    ['a literal', "return ctx.re.test('x', '(a+)+$');", 'exponentially many ways'],
    ['a constant', "return ctx.re.test('x', slow);", 'exponentially many ways'],
    [
      'a text of the request',
      "const p = ctx.request.header('p') ?? ''; return ctx.re.test('x', p);",
      'must not come from the request',
    ],
    [
      'a built text',
      "const p: string = 'a'; return ctx.re.test('x', `${p}+`);",
      'must not come from the request',
    ],
    [
      'the body',
      "return typeof body === 'string' && ctx.re.test('x', body);",
      'must not come from the request',
    ],
    ['a parameter', "return check(ctx, ctx.request.header('p') ?? '');", 'must not come from the request'],
  ])('%s is refused', (_name, code, message) => {
    const module =
      "const slow = '(a|aa)*b';\nfunction check(ctx: ResponseBodyContext, pattern: string): boolean { return ctx.re.test('x', pattern); }";
    const result = translate(probeSource(code, module));
    expect('diagnostics' in result && result.diagnostics.map((item) => item.message).join()).toContain(
      message,
    );
  });

  it.each([
    ['a function that is called by another name', '', "const other = check; other(ctx, 'x', evil);"],
    ['a function that is passed on', '', "ctx.log.info(['x'].map((x) => x).join()); run(check, ctx, evil);"],
    ['a parameter that is set anew', "text = ctx.request.header('p') ?? '';", ''],
    [
      'a list that grows',
      '',
      'const list = [config.one]; list.push(evil); for (const t of list) ctx.re.test("x", t);',
    ],
    [
      'a list that grows by another name',
      '',
      'const list = [config.one]; const same = list; same.push(evil); for (const t of list) ctx.re.test("x", t);',
    ],
    [
      'an element that is set',
      '',
      'const list = [config.one]; list[0] = evil; for (const t of list) ctx.re.test("x", t);',
    ],
    ['a default', '', 'const { other = evil } = config; ctx.re.test("x", other);'],
    ['what a fold carries', '', '["x"].reduce((t, one) => (ctx.re.test(one, t) ? evil : evil), config.one);'],
    [
      'what stands in the place of an argument',
      '',
      'const two: [string, string] = ["x", evil]; check(ctx, ...two);',
    ],
    [
      'a parameter that a loop sets in a list',
      "for ([text] of [[ctx.request.header('p') ?? '']]) ctx.log.info(text);",
      '',
    ],
    ['a parameter that a loop sets', "for (text of [ctx.request.header('p') ?? '']) ctx.log.info(text);", ''],
  ])('%s does not make a text of the request one of the configuration', (_name, inside, code) => {
    const module = `function check(ctx: ResponseBodyContext, name: string, text: string): boolean { ${inside} return ctx.re.test(name, text); }
function run(f: (ctx: ResponseBodyContext, name: string, text: string) => boolean, ctx: ResponseBodyContext, text: string): boolean { return f(ctx, 'x', text); }`;
    const result = translate(
      probeSource(
        `const evil = ctx.request.header('p') ?? ''; ${code} return [check(ctx, 'x', config.one), evil, run((c, n, t) => n === t, ctx, evil)];`,
        module,
        'z.object({ one: z.string(), other: z.string().optional() })',
      ),
    );
    expect('diagnostics' in result && result.diagnostics.map(({ message }) => message)).toEqual([
      'a pattern must not come from the request',
    ]);
  });

  it('those of the configuration are admitted, by whatever name they come', () => {
    const schema =
      'z.object({ rules: z.array(z.object({ pattern: z.string() })), one: z.string(), map: z.record(z.string(), z.string()) })';
    const module =
      'function check(ctx: ResponseBodyContext, pattern: string): boolean { return ctx.re.test("x", pattern); }';
    const code = `const { one } = config; for (const { pattern } of config.rules) ctx.re.test('x', pattern);
      for (const [, text] of Object.entries(config.map)) ctx.re.test('x', text);
      return [ctx.re.test('x', one), config.rules.some((rule) => ctx.re.test('x', rule.pattern)), check(ctx, config.one), check(ctx, 'a+')];`;
    expect(translate(probeSource(code, module, schema))).toHaveProperty('code');
  });
});
