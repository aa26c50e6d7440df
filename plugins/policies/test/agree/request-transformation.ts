import type { PolicyOutcome } from '@apim/policy-testing';
import { expect } from 'vitest';
import { requestTransformation } from '../../src/request-transformation.ts';
import { policyCases } from '../policy-cases.ts';

const form = (config: object, body: string, type = 'application/x-www-form-urlencoded') => ({
  config: { form: config },
  request: { method: 'POST', headers: { 'Content-Type': type }, body },
});
const json = (config: object, body: string, type = 'application/json') => ({
  config: { json: config },
  request: { method: 'PUT', headers: { 'Content-Type': type }, body },
});
const bodyIs =
  (body: string) =>
  ({ upstreamRequest }: PolicyOutcome): void =>
    expect(upstreamRequest?.body).toBe(body);
const odd = ']] .. os.exit() --"\\ $(kong.db)';

export default policyCases(requestTransformation, {
  'headers are removed, renamed, set and added': {
    config: {
      headers: {
        remove: ['x-debug', 'X-Absent'],
        rename: [
          { from: 'X-Old', to: 'X-New' },
          { from: 'X-Absent-2', to: 'X-Other' },
        ],
        set: [{ name: 'X-Set', value: odd }],
        add: [
          { name: 'X-Add', value: 'a' },
          { name: 'X-Kept', value: 'a' },
          { name: 'X-New', value: 'not me' },
        ],
      },
    },
    request: {
      headers: { 'X-Debug': ['1', '2'], 'X-Old': 'o', 'X-New': 'n', 'X-Set': ['1', '2'], 'X-Kept': 'k' },
    },
    expect: ({ upstreamRequest }) => {
      const headers = upstreamRequest?.headers ?? {};
      expect(headers).toMatchObject({ 'x-new': 'o', 'x-set': odd, 'x-add': 'a', 'x-kept': 'k' });
      for (const name of ['x-debug', 'x-old', 'x-other']) expect(headers).not.toHaveProperty(name);
    },
  },
  'parameters are removed, renamed, set and added': {
    config: {
      query: {
        remove: ['debug'],
        rename: [{ from: 'q', to: 'search' }],
        set: [{ name: 'format', value: `${odd} é&=` }],
        add: [
          { name: 'size', value: '50' },
          { name: 'page', value: '9' },
        ],
      },
    },
    request: { path: '/a?debug=1&q=x%26y&q=2&format=1&format=2&page=&d%65bug=2' },
    expect: ({ upstreamRequest }) => {
      const query = new URLSearchParams(upstreamRequest?.query);
      query.sort();
      expect([...query]).toEqual([
        ['format', `${odd} é&=`],
        ['page', ''],
        ['search', 'x&y'],
        ['size', '50'],
      ]);
    },
  },
  'fields of a form are changed, whatever way their names are written': {
    ...form(
      {
        remove: ['secret', 'a[b]'],
        rename: [{ from: 'mail', to: 'e-mail' }],
        set: [{ name: 'source', value: 'é & "]]' }],
        add: [
          { name: 'lang', value: 'de' },
          { name: 'kept', value: 'x' },
        ],
      },
      's%65cret=1&secret=2&a%5Bb%5D=3&mail=a%40b.test&source=x&kept=%C3%A9+1&%zz=1&%C3%A9=2&empty',
    ),
    expect: bodyIs(
      'kept=%C3%A9+1&%zz=1&%C3%A9=2&empty&e-mail=a%40b.test&source=%C3%A9%20%26%20%22%5D%5D&lang=de',
    ),
  },
  'a form without a body stays without': {
    ...form({ set: [{ name: 'a', value: '1' }] }, ''),
    expect: bodyIs(''),
  },
  'a form that is too large to read stays': {
    ...form({ remove: ['a'] }, `a=1&b=${'x'.repeat(8 << 20)}`),
    expect: ({ upstreamRequest }) => expect(upstreamRequest?.body.startsWith('a=1&b=xxx')).toBe(true),
  },
  'what is no form stays': {
    ...form({ set: [{ name: 'a', value: '1' }] }, 'a=2', 'text/plain'),
    expect: bodyIs('a=2'),
  },
  'fields of JSON are changed, and all else stays byte for byte': {
    ...json(
      {
        remove: ['items[*].internal'],
        rename: [{ from: 'items.mail', to: 'email' }],
        set: [{ path: '$.source', value: 'é "]]' }],
        add: [
          { path: '$.version', value: 2 },
          { path: '$.n', value: 0 },
        ],
      },
      '{"n":12345678901234567890,"p":1.10,"o":{},"l":[],"items":[{"mail":"a","internal":1},{"mail":null}],"source":1}',
    ),
    expect: bodyIs(
      '{"n":12345678901234567890,"p":1.10,"o":{},"l":[],"items":[{"email":"a"},{"email":null}],"source":"é \\"]]","version":2}',
    ),
  },
  'the type of JSON stays': {
    ...json({ set: [{ path: 'a', value: true }] }, '{}', 'application/merge-patch+json; charset=utf-8'),
    expect: ({ upstreamRequest }) => {
      expect(upstreamRequest?.body).toBe('{"a":true}');
      expect(upstreamRequest?.headers['content-type']).toBe('application/merge-patch+json; charset=utf-8');
    },
  },
  'JSON that cannot be read stays': {
    ...json({ set: [{ path: 'a', value: true }] }, '{"a":'),
    expect: bodyIs('{"a":'),
  },
});
