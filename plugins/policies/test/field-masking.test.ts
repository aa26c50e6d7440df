import { luaEngines } from '@apim/sdk/test/lua';
import { parseConfiguration, compilePolicy } from '@apim/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { fieldMasking } from '../src/field-masking.ts';
import { gatewayProgram, readAnswer, type UpstreamAnswer } from './gateway.ts';

type Configuration = z.input<typeof fieldMasking.configuration>;
type Rule = Configuration['fields'][number];

const api = { id: 'A', projectId: 'P', organizationId: 'O' };
const json = { 'Content-Type': 'application/json' };
const withheld = '{"message":"The answer was withheld by policy: it could not be read for masking"}';
const secret = 'ann@example.com';

for (const { name, present, run } of luaEngines) {
  const send = async (configuration: Configuration, answer: UpstreamAnswer, requests = 1) => {
    const compiled = compilePolicy(fieldMasking, parseConfiguration(fieldMasking, configuration), { api });
    return readAnswer(await run(gatewayProgram(compiled, answer, requests)));
  };
  const mask = async (rules: (Rule | string)[], body: string) => {
    const fields = rules.map((rule) => (typeof rule === 'string' ? { path: rule } : rule));
    return (await send({ fields }, { headers: json, chunks: [body] })).body;
  };
  const email = { fields: [{ path: '$.email' }] };

  describe.skipIf(!present)(`field masking in ${name}`, () => {
    it.each<[string, (Rule | string)[], string, string]>([
      ['a member', ['$.email'], `{"id":1,"email":"${secret}"}`, '{"id":1,"email":"***"}'],
      [
        'members of elements',
        ['customers[*].email'],
        '{"customers":[{"email":"a"},{"email":"b"},{}]}',
        '{"customers":[{"email":"***"},{"email":"***"},{}]}',
      ],
      [
        'deep paths',
        ['items[*].card.number'],
        '{"items":[{"card":{"number":"1"}},{"card":null}]}',
        '{"items":[{"card":{"number":"***"}},{"card":null}]}',
      ],
      ['one element', ['a[1]'], '{"a":[1,2,3]}', '{"a":[1,"***",3]}'],
      ['all members', ['$.a.*'], '{"a":{"x":1,"y":[2]},"b":1}', '{"a":{"x":"***","y":"***"},"b":1}'],
      ['odd names', ["$['e mail.x']"], '{"e mail.x":1}', '{"e mail.x":"***"}'],
      ['names written with escapes', ['$.email'], '{"e\\u006dail":"a"}', '{"e\\u006dail":"***"}'],
      [
        'repeated names, each time',
        ['$.email'],
        '{"email":"a","email":"b"}',
        '{"email":"***","email":"***"}',
      ],
      [
        'a list at the root',
        ['$.email'],
        '[{"email":"a"},{"email":"b"}]',
        '[{"email":"***"},{"email":"***"}]',
      ],
      [
        'a list where one was expected',
        ['customer.email'],
        '{"customer":[[{"email":"a"}]]}',
        '{"customer":[[{"email":"***"}]]}',
      ],
      ['objects and lists as a whole', ['$.a', '$.b'], '{"a":{"x":1},"b":[1]}', '{"a":"***","b":"***"}'],
      ['null stays', ['$.email'], '{"email":null}', '{"email":null}'],
      ['numbers and booleans', ['$.a', '$.b'], '{"a":1.50,"b":true}', '{"a":"***","b":"***"}'],
      [
        'everything else untouched',
        ['$.z'],
        '{"b":1.10,"a":[],"c":{},"n":12345678901234567890,"t":"\\u0041é"}',
        '{"b":1.10,"a":[],"c":{},"n":12345678901234567890,"t":"\\u0041é"}',
      ],
    ])('masks %s', async (_what, rules, body, expected) => {
      expect(await mask(rules, body)).toBe(expected);
    });

    it.each([
      ['"4111111111111111"', 4, '"***1111"'],
      ['4111111111111111', 4, '"***1111"'],
      ['"1234"', 4, '"***"'],
      ['"12"', 4, '"***"'],
      ['""', 4, '"***"'],
      ['"abc€😀"', 2, '"***€😀"'],
      ['"a\\"b\\\\"', 2, '"***b\\\\"'],
      ['true', 1, '"***"'],
      ['{"x":1}', 2, '"***"'],
    ])('keep-last turns %s, %i into %s', async (value, keepLast, expected) => {
      const rule: Rule = { path: '$.v', mode: 'keep-last', keepLast };
      expect(await mask([rule], `{"v":${value}}`)).toBe(`{"v":${expected}}`);
    });

    it.each<[string, string[], string, string]>([
      ['a member', ['$.a'], '{"a":1,"b":2,"c":3}', '{"b":2,"c":3}'],
      ['null and repeated names', ['$.a'], '{"a":null,"b":2,"a":"x"}', '{"b":2}'],
      ['elements by index', ['a[0]', 'a[1]'], '{"a":[1,2,3]}', '{"a":[2]}'],
      ['everything', ['a[*]', '$.b.*'], '{"a":[1,[2],{}],"b":{"x":1,"y":[]}}', '{"a":[],"b":{}}'],
      ['members of elements', ['a.b'], '[{"a":[{"b":1,"c":1.10},{"b":2}]}]', '[{"a":[{"c":1.10},{}]}]'],
    ])('removes %s', async (_what, paths, body, expected) => {
      const rules = paths.map((path): Rule => ({ path, mode: 'remove' }));
      expect(await mask(rules, body)).toBe(expected);
    });

    it('no document lets a removed name through, however it is nested in lists', async () => {
      const documents = fc.sample(fc.json({ maxDepth: 5 }), { numRuns: 20, seed: 9 });
      const body = `{"list":[${documents.map((text) => `[{"email":"${secret}","other":${text},"email":"${secret}"}]`).join(',')}]}`;
      const result = await mask([{ path: 'list[*].email', mode: 'remove' }], body);
      expect(result).not.toContain(secret);
      expect(result).toBe(body.replaceAll(`"email":"${secret}",`, '').replaceAll(`,"email":"${secret}"`, ''));
    });

    it('a digest is the same for the same value, and lists and objects are replaced', async () => {
      const salt = '0123456789abcdef';
      const hex = (text: string) => Buffer.from(`${salt}/${text}`).toString('hex');
      const configuration: Configuration = { fields: [{ path: '$.*', mode: 'hash' }], salt };
      const body = '{"a":"é\\n","b":12,"c":"12","d":true,"e":null,"f":{"x":1},"g":[1]}';
      expect((await send(configuration, { headers: json, chunks: [body] })).body).toBe(
        `{"a":"${hex('é\n')}","b":"${hex('12')}","c":"${hex('12')}","d":"${hex('true')}","e":null,"f":"***","g":"***"}`,
      );
    });

    it('a body in pieces is masked as one, and nothing is sent ahead of its end', async () => {
      const chunks = [...`{"email":"${secret}","x":[1,2]}`];
      const answer = await send(email, { headers: { ...json, 'Content-Length': '40', ETag: '"1"' }, chunks });
      expect(answer.body).toBe('{"email":"***","x":[1,2]}');
      expect(answer.headers).toEqual({ 'content-type': 'application/json' });
      expect(answer.cleared).toEqual(['Accept-Encoding', 'Range', 'If-Range']);
    });

    it('a worker keeps nothing from one request to the next', async () => {
      const answer = { headers: json, chunks: [`{"email":"${secret}"}`] };
      expect((await send(email, answer, 3)).body).toBe('{"email":"***"}');
    });

    it.each<[string, UpstreamAnswer, number]>([
      ['compressed', { headers: { ...json, 'Content-Encoding': 'gzip' }, chunks: [secret] }, 502],
      ['partial', { status: 206, headers: json, chunks: [`"${secret}"`] }, 502],
      ['of another type', { headers: { 'Content-Type': 'text/plain' }, chunks: [secret] }, 502],
      ['without a type', { chunks: [secret] }, 502],
      [
        'an error of another type',
        { status: 404, headers: { 'Content-Type': 'text/html' }, chunks: [secret] },
        404,
      ],
      ['no JSON although it says so', { headers: json, chunks: [`{"email":"${secret}"`] }, 200],
      ['two documents', { headers: json, chunks: [`{}{"email":"${secret}"}`] }, 200],
      ['too deep', { headers: json, chunks: ['['.repeat(200), `"${secret}"`, ']'.repeat(200)] }, 200],
      ['a bomb of empty lists', { headers: json, chunks: ['[', '[],'.repeat(250_000), `"${secret}"]`] }, 200],
      [
        'too large',
        { headers: json, chunks: ['["', ...Array<string>(3).fill('x'.repeat(3 << 20)), secret, '"]'] },
        200,
      ],
    ])('withholds an answer that is %s', async (_what, answer, status) => {
      const result = await send(email, answer);
      expect(result).toMatchObject({ status, body: withheld });
      expect(result.headers).not.toHaveProperty('content-encoding');
    });

    it('withholds when no headers were seen', async () => {
      const compiled = compilePolicy(fieldMasking, parseConfiguration(fieldMasking, email), { api });
      const bodyOnly = {
        ...compiled,
        functions: compiled.functions.filter(({ phase }) => phase === 'body_filter'),
      };
      const answer = { headers: json, chunks: [`{"email":"${secret}"}`] };
      expect(readAnswer(await run(gatewayProgram(bodyOnly, answer))).body).toBe(withheld);
    });

    it.each<[string, UpstreamAnswer]>([
      ['204', { status: 204, chunks: [] }],
      ['304', { status: 304, headers: { ETag: '"1"' }, chunks: [] }],
      [
        'HEAD',
        { method: 'HEAD', headers: { 'Content-Type': 'text/html', 'Content-Length': '9' }, chunks: [] },
      ],
      ['an empty body', { headers: { 'Content-Type': 'text/plain', 'Content-Length': '0' }, chunks: [] }],
      ['an empty JSON body', { headers: json, chunks: [] }],
    ])('passes %s', async (_what, answer) => {
      const result = await send(email, answer);
      expect(result).toMatchObject({ status: answer.status ?? 200, body: '' });
    });

    it.each([
      'application/problem+json',
      'Application/JSON; charset=utf-8',
      'text/json',
      'application/vnd.api+json',
    ])('reads %s as JSON', async (type) => {
      const answer = { headers: { 'Content-Type': type }, chunks: [`{"email":"${secret}"}`] };
      expect((await send({ ...email, nonJson: 'pass' }, answer)).body).toBe('{"email":"***"}');
    });

    it('passes other types on when it is told to, but nothing that claims to be JSON', async () => {
      const configuration: Configuration = { ...email, nonJson: 'pass' };
      const html = { headers: { 'Content-Type': 'text/html' }, chunks: ['<p>', 'x'] };
      expect(await send(configuration, html)).toMatchObject({ status: 200, body: '<p>x' });
      const zipped = { headers: { ...json, 'Content-Encoding': 'br' }, chunks: [secret] };
      expect(await send(configuration, zipped)).toMatchObject({ status: 502, body: withheld });
      expect(await send(configuration, { chunks: [secret] })).toMatchObject({ status: 502, body: withheld });
    });

    it('attack 41: hostile paths and replacements are data', async () => {
      const odd = ']] .. os.exit() --"\\$(x)';
      const rule = { path: `$['${odd}']`, with: `"]]\\\n$(kong.db)` };
      expect(JSON.parse(await mask([rule], JSON.stringify({ [odd]: secret, a: 1 })))).toEqual({
        [odd]: rule.with,
        a: 1,
      });
    });

    it('no document lets a masked name through, however it is nested in lists', async () => {
      const documents = fc.sample(fc.json({ maxDepth: 5 }), { numRuns: 20, seed: 8 });
      const body = `{"list":[${documents.map((text) => `[{"other":${text},"email":"${secret}"}]`).join(',')}]}`;
      const result = await mask(['list[*].email'], body);
      expect(result).not.toContain(secret);
      expect(JSON.parse(result)).toEqual(JSON.parse(body.replaceAll(secret, '***')));
    });
  });
}

it.each(['', '$', 'a..b', '$..a', 'a[', 'a[-1]', "a['b", 'a b', 'a[1:2]', 'a[?(@.x)]'])(
  'the path %j is refused',
  (path) => {
    expect(() => parseConfiguration(fieldMasking, { fields: [{ path }] })).toThrow(
      'fields[0].path: must be a path such as',
    );
  },
);

it('across scopes fields add up, the own rule for a path counts, and the stricter word on other types', () => {
  const { merge } = fieldMasking;
  if (typeof merge === 'string') throw new Error('must merge');
  const parse = (configuration: Configuration) => parseConfiguration(fieldMasking, configuration);
  const inherited = parse({ fields: [{ path: 'a' }, { path: 'b' }] });
  const own = parse({ fields: [{ path: 'b', with: 'x' }], nonJson: 'pass' });
  expect(merge.merge(inherited, own)).toMatchObject({
    fields: [
      { path: 'a', with: '***' },
      { path: 'b', with: 'x' },
    ],
    nonJson: 'withhold',
  });
});

it('digests need a salt, so that nobody undoes them by trying values', () => {
  const fields = [{ path: 'a' }, { path: 'b', mode: 'hash' as const }];
  for (const salt of [undefined, 'short']) {
    expect(() => parseConfiguration(fieldMasking, { fields, salt })).toThrow(
      salt ? 'salt: ' : 'fields[1].mode: needs a salt',
    );
  }
});
