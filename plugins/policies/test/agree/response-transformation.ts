import { expect } from 'vitest';
import { responseTransformation } from '../../src/response-transformation.ts';
import { policyCases } from '../policy-cases.ts';

const json = { 'Content-Type': 'application/json', ETag: '"1"' };

export default policyCases(responseTransformation, {
  'fields are removed, renamed, set and added, and all else stays byte for byte': {
    config: {
      remove: ['items[*].internal', '$.gone', '$.absent'],
      rename: [
        { from: 'items.mail', to: 'email' },
        { from: 'items.none.deeper', to: 'x' },
      ],
      set: [
        { path: '$.meta.version', value: 2 },
        { path: 'items[0].first', value: true },
      ],
      add: [
        { path: '$.currency', value: 'EUR' },
        { path: '$.n', value: 1 },
      ],
    },
    upstream: {
      headers: json,
      body: '{"n":1.10,"big":12345678901234567890,"e":[],"gone":1,"items":[{"mail":"a","internal":1},{"mail":null}],"meta":{}}',
    },
    expect: ({ response }) => {
      expect(response.body).toBe(
        '{"n":1.10,"big":12345678901234567890,"e":[],"items":[{"email":"a","first":true},{"email":null}],"meta":{"version":2},"currency":"EUR"}',
      );
      expect(response.headers).not.toHaveProperty('etag');
    },
  },
  'a renamed field replaces one of its new name': {
    config: { rename: [{ from: 'a', to: 'b' }] },
    upstream: { headers: json, body: '[{"a":1,"b":2},{"b":3}]' },
    expect: ({ response }) => expect(JSON.parse(response.body)).toEqual([{ b: 1 }, { b: 3 }]),
  },
  'attack 41: odd names and values are data': {
    config: { set: [{ path: `$[']] .. os.exit() --"\\$(x)']`, value: ']] "\\\n$(kong.db)' }] },
    upstream: { headers: json, body: '{}' },
    expect: ({ response }) =>
      expect(JSON.parse(response.body)).toEqual({ ']] .. os.exit() --"\\$(x)': ']] "\\\n$(kong.db)' }),
  },
  'an answer that is no JSON is withheld': {
    config: { remove: ['a'] },
    upstream: { headers: { 'Content-Type': 'text/html' }, body: '<p>secret</p>' },
    expect: ({ response }) => {
      expect(response.status).toBe(502);
      expect(response.body).not.toContain('secret');
    },
  },
});
