import { describe, expect, it } from 'vitest';
import { requestTransformation } from '../src/request-transformation.ts';
import { responseTransformation } from '../src/response-transformation.ts';
import { issues } from './configuration.ts';

describe('request transformation', () => {
  it.each([
    ...['Host', 'Connection', 'Content-Length', 'Transfer-Encoding', 'TE', 'Upgrade', 'Expect'],
    ...['X-Consumer-ID', 'X_Consumer_Username', 'X-Credential-Identifier', 'x-apim-key-digest', 'Via'],
    ...['X-Forwarded-For', 'X-Real-IP', 'X-Kong-Request-Id', 'X Y', 'X:Y', 'X\n', '', 'é'],
  ])('attack 6: the header %j can be neither set, renamed, nor removed', (name) => {
    const headers = (changes: object) => issues(requestTransformation, { headers: changes })[0];
    expect(headers({ remove: [name] })).toMatch(/^headers.remove\[0\]: /);
    expect(headers({ rename: [{ from: name, to: 'X-A' }] })).toMatch(/^headers.rename\[0\].from: /);
    expect(headers({ rename: [{ from: 'X-A', to: name }] })).toMatch(/^headers.rename\[0\].to: /);
    expect(headers({ set: [{ name, value: 'x' }] })).toMatch(/^headers.set\[0\].name: /);
    expect(headers({ add: [{ name, value: 'x' }] })).toMatch(/^headers.add\[0\].name: /);
  });

  it.each(['a\r\nX-Evil: 1', 'a\u0000', ' a', 'é', ''])(
    'attack 41: the header value %j is refused',
    (value) => {
      expect(issues(requestTransformation, { headers: { set: [{ name: 'X-A', value }] } })[0]).toMatch(
        /^headers.set\[0\].value: /,
      );
    },
  );

  it.each([
    [{}, 'headers: give at least one change'],
    [{ headers: {} }, 'headers: give at least one change'],
    [
      { headers: { remove: ['X-A'], set: [{ name: 'x-a', value: '1' }] } },
      'headers.set[0].name: names x-a a second time',
    ],
    [{ query: { add: [{ name: 'a b', value: '' }] } }, 'query.add[0].name: must be printable'],
    [
      { form: { set: [{ name: 'a', value: 'x\u0000' }] } },
      'form.set[0].value: must not hold control characters',
    ],
    [
      { json: { rename: [{ from: 'a[*].b', to: 'c' }] } },
      'json.rename[0].from: must be names joined by dots',
    ],
    [{ json: { rename: [{ from: 'a', to: 'b.c' }] } }, 'json.rename[0].to: must be one name'],
    [{ json: { set: [{ path: '$', value: 1 }] } }, 'json.set[0].path: must be a path'],
    [{ json: { set: [{ path: 'a', value: { b: 1 } }] } }, 'json.set[0].value: '],
    [{ json: { set: [{ path: 'a', value: 2 ** 60 }] } }, 'json.set[0].value: '],
    [{ json: { remove: Array(51).fill('a') } }, 'json.remove: '],
  ])('%j is refused', (configuration, message) => {
    expect(issues(requestTransformation, configuration)[0]).toContain(message);
  });

  it('names of parameters differ by case, those of headers do not', () => {
    expect(issues(requestTransformation, { query: { remove: ['a', 'A'] } })).toEqual([]);
    expect(issues(requestTransformation, { headers: { remove: ['x-a', 'X-A'] } })).toHaveLength(1);
  });
});

describe('response transformation', () => {
  it.each([
    [{}, 'set: give at least one field'],
    [{ remove: ['$..a'] }, 'remove[0]: must be a path'],
    [{ add: [{ path: 'a' }] }, 'add[0].value: '],
    [{ set: [{ path: 'a', value: Number.NaN }] }, 'set[0].value: '],
    [{ status: 200, remove: ['a'] }, 'status: is no setting'],
  ])('%j is refused', (configuration, message) => {
    expect(issues(responseTransformation, configuration)[0]).toContain(message);
  });
});
