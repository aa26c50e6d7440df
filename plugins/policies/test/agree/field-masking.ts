import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { fieldMasking } from '../../src/field-masking.ts';
import { policyCases } from '../policy-cases.ts';

const config = {
  fields: [
    { path: 'customers[*].email' },
    { path: '$.card', mode: 'keep-last' as const, keepLast: 4, with: '**** ' },
  ],
};

export default policyCases(fieldMasking, {
  'fields are masked, and all else is kept as it was': {
    config,
    upstream: {
      headers: { 'Content-Type': 'application/json', ETag: '"1"' },
      body: '{"customers":[{"email":"a@b.test","n":1.10},{"email":null}],"card":"4111222233334444","x":[]}',
    },
    expect: ({ response }) => {
      expect(response.body).toBe(
        '{"customers":[{"email":"***","n":1.10},{"email":null}],"card":"**** 4444","x":[]}',
      );
      expect(response.headers).not.toHaveProperty('etag');
    },
  },
  'a field becomes a salted digest or goes': {
    config: {
      fields: [
        { path: 'ids', mode: 'hash' },
        { path: 'ids[*]', mode: 'hash' },
        { path: 'notes', mode: 'remove' },
      ],
      salt: '0123456789abcdef',
    },
    upstream: { body: [{ ids: 'ana', notes: 'x' }, { notes: null }] },
    expect: ({ response }) => {
      const digest = createHmac('sha1', '0123456789abcdef').update('ana').digest('hex');
      expect(JSON.parse(response.body)).toEqual([{ ids: digest }, {}]);
    },
  },
  'the upstream is asked for plain answers, and a compressed one is withheld': {
    config,
    request: { headers: { 'Accept-Encoding': 'gzip' } },
    upstream: {
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: gzipSync('{"card":"4111222233334444"}'),
    },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest?.headers).not.toHaveProperty('accept-encoding');
      expect(response.status).toBe(502);
      expect(JSON.parse(response.body)).toMatchObject({ message: expect.stringContaining('withheld') });
    },
  },
});
