import type { AnswerInput, PolicyOutcome } from '@apim/policy-testing';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { errorFormat } from '../../src/error-format.ts';
import { policyCases } from '../policy-cases.ts';

const problem =
  (status: number, members: object, type = 'application/problem+json') =>
  ({ response }: PolicyOutcome): void => {
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toBe(type);
    expect(response.headers).not.toHaveProperty('etag');
    expect(JSON.parse(response.body)).toEqual({ type: 'about:blank', status, ...members });
  };
const secret = { message: 'SELECT * FROM users', stack: 'at db.ts:7' };
const json = (status: number, body: object, type = 'application/json'): AnswerInput => ({
  status,
  headers: { 'Content-Type': type, ETag: '"1"' },
  body: JSON.stringify(body),
});
const requestId = false;

export default policyCases(errorFormat, {
  'what the upstream says of its error stays inside': {
    config: { requestId },
    upstream: json(500, secret),
    expect: problem(500, { title: 'Internal Server Error' }),
  },
  'its message is told when it is asked for': {
    config: { upstream: 'rewrite-with-message', requestId },
    upstream: json(409, { error: 'x', message: 'Name is "taken" \\ é', detail: 7 }),
    expect: problem(409, { title: 'Conflict', detail: 'Name is "taken" \\ é' }),
  },
  'a page becomes a problem': {
    config: { upstream: 'rewrite-with-message', requestId },
    upstream: { status: 404, headers: { 'Content-Type': 'text/html' }, body: '<h1>nginx</h1>' },
    expect: problem(404, { title: 'Not Found' }),
  },
  'so does what cannot be read': {
    config: { upstream: 'rewrite-with-message', contentType: 'application/json', requestId },
    upstream: {
      status: 503,
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: gzipSync('{"message":"x"}'),
    },
    expect: problem(503, { title: 'Service Unavailable' }, 'application/json'),
  },
  'problem details of the upstream stay': {
    config: {},
    upstream: json(422, { title: 'Mine' }, 'application/problem+json'),
    expect: ({ response }) => expect(JSON.parse(response.body)).toEqual({ title: 'Mine' }),
  },
  'errors of the upstream stay when they are to': {
    config: { upstream: 'keep' },
    upstream: json(500, secret),
    expect: ({ response }) => expect(JSON.parse(response.body)).toEqual(secret),
  },
  'only errors of the server, when it is so wanted': {
    config: { errors: 'server' },
    upstream: json(404, secret),
    expect: ({ response }) => expect(JSON.parse(response.body)).toEqual(secret),
  },
  'a result is never touched': {
    config: {},
    upstream: json(200, secret),
    expect: ({ response }) => {
      expect(response.headers).toMatchObject({ etag: '"1"', 'content-type': 'application/json' });
      expect(JSON.parse(response.body)).toEqual(secret);
    },
  },
  'attack 41: texts are data': {
    config: {
      types: 'https://docs.test/errors/',
      texts: [{ status: 418, title: ']] .. os.exit() --"\\', detail: '$(x)\n\u0007é' }],
      requestId,
    },
    upstream: json(418, secret),
    expect: problem(418, {
      type: 'https://docs.test/errors/418',
      title: ']] .. os.exit() --"\\',
      detail: '$(x)\n\u0007é',
    }),
  },
  'an error names the request as the log does': {
    config: {},
    upstream: json(500, secret),
    expect: ({ response }) =>
      expect(JSON.parse(response.body)).toMatchObject({ requestId: response.headers['x-kong-request-id'] }),
  },
});
