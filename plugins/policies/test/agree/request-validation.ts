import { gzipSync } from 'node:zlib';
import type { RequestInput } from '@apim/policy-testing';
import type { OperationDefinition, ParameterDefinition } from '@apim/sdk';
import { expect } from 'vitest';
import { requestValidation } from '../../src/request-validation.ts';
import { policyCases, type RunCase } from '../policy-cases.ts';

type Run = RunCase<typeof requestValidation.configuration>;
type Config = Parameters<Run>[0]['config'];

interface Told {
  readonly message: string;
  readonly errors: readonly { in: string; name?: string; path?: string; message: string }[];
}

const parameter = (one: Partial<ParameterDefinition> & Pick<ParameterDefinition, 'name' | 'in'>) => ({
  required: false,
  style: one.in === 'query' || one.in === 'cookie' ? 'form' : 'simple',
  explode: one.in === 'query',
  ...one,
});
const integer = { type: 'integer' };
const integers = { type: 'array', items: { type: 'integer', maximum: 9 }, maxItems: 3 };

const definition: OperationDefinition = {
  parameters: [
    parameter({ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }),
    parameter({ name: 'file', in: 'path', required: true, schema: { type: 'string', maxLength: 5 } }),
    parameter({ name: 'size', in: 'query', schema: integer }),
    parameter({ name: 'on', in: 'query', schema: { type: 'boolean' } }),
    parameter({ name: 'ids', in: 'query', schema: integers }),
    parameter({ name: 'csv', in: 'query', explode: false, schema: integers }),
    parameter({ name: 'pipe', in: 'query', style: 'pipeDelimited', explode: false, schema: integers }),
    parameter({
      name: 'filter',
      in: 'query',
      style: 'deepObject',
      schema: { type: 'object', properties: { a: integer, list: integers }, additionalProperties: false },
    }),
    parameter({
      name: 'json',
      in: 'query',
      style: 'application/json',
      schema: { type: 'object', required: ['a'] },
    }),
    parameter({ name: 'X-Count', in: 'header', schema: integer }),
    parameter({ name: 'sid', in: 'cookie', schema: { type: 'string', pattern: '^[a-f0-9]+$' } }),
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: { $ref: '#/schemas/Node' }, examples: {} },
      'application/x-www-form-urlencoded': {
        schema: {
          type: 'object',
          properties: { n: integer, t: { type: 'array', items: integer } },
          required: ['n'],
        },
        examples: {},
      },
      'image/*': { schema: { type: 'string', format: 'binary' }, examples: {} },
    },
  },
  responses: {},
  schemas: {
    Node: {
      type: 'object',
      properties: {
        name: { type: 'string', maxLength: 3 },
        id: { type: 'integer', readOnly: true },
        next: { $ref: '#/schemas/Node' },
      },
      required: ['name', 'id'],
      additionalProperties: false,
    },
  },
};
const operation = { method: 'POST', path: '/shops/{id}/{file}.json', definition };
const fits: RequestInput = {
  method: 'POST',
  path: '/shops/7/a%20b.json',
  headers: { 'Content-Type': 'application/json' },
  body: '{"name":"é€😀","next":{"name":"b"}}',
};

async function told(run: Run, request: RequestInput, config: Config = {}) {
  const { response, upstreamRequest } = await run({ config, operation, request: { ...fits, ...request } });
  if (upstreamRequest) return { status: 200, errors: [] as string[], body: '' };
  const { errors } = JSON.parse(response.body) as Told;
  return {
    status: response.status,
    errors: errors.map((one) => `${one.in} ${one.name ?? one.path ?? ''}: ${one.message}`),
    body: response.body,
  };
}
const query = (text: string) => ({ path: `/shops/7/a.json?${text}` });

export default policyCases(requestValidation, {
  'a request that fits passes as it is': async (run) => {
    const { upstreamRequest } = await run({ config: { unknownQuery: 'refuse' }, operation, request: fits });
    expect(upstreamRequest?.body).toBe(fits.body);
    expect(upstreamRequest?.path).toBe(fits.path);
  },
  'every parameter is told of with its place': async (run) => {
    const answer = await told(run, {
      path: '/shops/0/abcdefg.json?size=x&on=1&ids=1&ids=10&csv=1,2,3,4&pipe=1%7Cx&filter[a]=b&json={}',
      headers: { ...fits.headers, 'X-Count': '1.5' },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors).toEqual([
      'path id: must be at least 1',
      'path file: must have at most 5 characters',
      'query size: must be of type integer',
      'query on: must be of type boolean',
      'query ids: must be at most 9',
      'query csv: must have at most 3 items',
      'query pipe: must be of type integer',
      'query filter: must be of type integer',
      'query json: is required',
      'header X-Count: must be of type integer',
    ]);
    expect((await told(run, { headers: { ...fits.headers, Cookie: 'a=b; sid=xyz' } })).errors).toEqual([
      'cookie sid: must match the described pattern',
    ]);
  },
  'parameters are read as their style says': async (run) => {
    for (const text of [
      'size=12&on=true&ids=1&ids=2&csv=1,2&pipe=1|2&filter[a]=3',
      'csv=1%2C2&filter%5Ba%5D=3&filter[list]=1&filter[list]=2',
      'json=%7B%22a%22%3A1%7D',
      'ids=9',
    ]) {
      expect((await told(run, query(text))).errors, text).toEqual([]);
    }
    expect((await told(run, query('size=1&size=2'))).errors).toEqual(['query size: must be sent once']);
    expect((await told(run, query('filter[b]=1'))).errors).toEqual(['query filter: is not described']);
    expect((await told(run, query('filter[a][b]=1'))).errors).toEqual([
      'query filter: must be of the form name[property]=value',
    ]);
    expect((await told(run, query('size=%ff'))).errors).toEqual(['query : must be UTF-8']);
  },
  'unknown query parameters pass unless they are refused': async (run) => {
    expect((await told(run, query('utm=1'))).status).toBe(200);
    expect((await told(run, query('utm=1'), { unknownQuery: 'refuse' })).errors).toEqual([
      'query utm: is not described',
    ]);
  },
  'attack 18: a body is checked to its depth, read-only members may be absent, names are data': async (
    run,
  ) => {
    expect((await told(run, { body: '{"name":"abcd","next":{"next":{"name":1,"x/y":2}}}' })).errors).toEqual([
      'body /name: must have at most 3 characters',
      'body /next/name: is required',
      'body /next/next/name: must be of type string',
      'body /next/next/x~1y: is not described',
    ]);
    expect((await told(run, { body: '{"name":"a","__proto__":{"id":1}}' })).errors).toEqual([
      'body /__proto__: is not described',
    ]);
  },
  'what cannot be read with certainty is refused': async (run) => {
    const json = 'must be JSON of at most 100 levels';
    for (const [body, message] of [
      ['{"name":"a","name":"b"}', 'must not hold a name twice in one object'],
      ['{"name":"a","n\\u0061me":"b"}', 'must not hold a name twice in one object'],
      ['\uFEFF{"name":"a"}', json],
      ['{"name":"a"', json],
      ['['.repeat(10_000), json],
      [Buffer.from('7b226e616d65223a22ff227d', 'hex'), 'must be UTF-8'],
      ['', 'is required'],
    ] as const) {
      expect(await told(run, { body })).toMatchObject({ status: 400, errors: [`body : ${message}`] });
    }
  },
  'another type, charset or a compressed body answers 415': async (run) => {
    const refused: Record<string, string>[] = [
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'application/json; charset=utf-16' },
      { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    ];
    for (const headers of refused) {
      expect((await told(run, { headers, body: gzipSync('{"name":"a"}') })).status).toBe(415);
    }
    expect(
      (await told(run, { headers: { 'Content-Type': 'Application/JSON; charset="UTF-8"' } })).status,
    ).toBe(200);
    expect(
      (await told(run, { headers: { 'Content-Type': 'image/png' }, body: Buffer.from([255, 1]) })).status,
    ).toBe(200);
  },
  'forms are read by their schema': async (run) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await told(run, { headers, body: 'n=1&t=1&t=2' })).status).toBe(200);
    expect((await told(run, { headers, body: 'n=x&t=1&t=y' })).errors.sort()).toEqual([
      'body /n: must be of type integer',
      'body /t/1: must be of type integer',
    ]);
    expect((await told(run, { headers, body: 'n=1&n=2' })).errors).toEqual([
      'body : must not name a field twice',
    ]);
  },
  'a body that is too large answers 413': async (run) => {
    const answer = await told(run, { body: JSON.stringify({ name: 'a'.repeat(100) }) }, { maxBytes: 50 });
    expect(answer).toMatchObject({ status: 413, errors: ['body : must have at most 50 bytes'] });
    const large = await told(run, { body: `{"name":"${'a'.repeat(9 * 1024 * 1024)}"}` });
    expect(large.status).toBe(413);
  },
  'attack 38: errors are few and hold no value': async (run) => {
    const secret = 's3cr3t-value';
    const body = JSON.stringify({
      name: secret,
      ...Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, secret])),
    });
    const answer = await told(
      run,
      { body, ...query(`size=${secret}`), headers: { ...fits.headers, 'X-Count': secret } },
      { maxErrors: 4 },
    );
    expect(answer.errors).toHaveLength(4);
    expect(answer.body).not.toContain(secret);
  },
  'in report mode nothing is refused': async (run) => {
    expect((await told(run, { body: '{}' }, { mode: 'report' })).status).toBe(200);
  },
});
