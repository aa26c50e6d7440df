import {
  compilePolicy,
  parseConfiguration,
  type JsonSchema,
  type OperationDefinition,
  type Policy,
} from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { mock } from '../src/mock.ts';
import { requestValidation } from '../src/request-validation.ts';
import { sampleOperation } from './sample-operation.ts';
import { run } from './several.ts';

const api = { id: 'A', projectId: 'P', organizationId: 'O' };

/** What compiling tells of an operation that takes a body of a schema. */
function compile(
  schema: JsonSchema,
  configuration: z.input<typeof requestValidation.configuration> = {},
  more: Partial<OperationDefinition> = {},
) {
  const definition: OperationDefinition = {
    parameters: [],
    requestBody: { required: true, content: { 'application/json': { schema, examples: {} } } },
    responses: {},
    schemas: {},
    ...more,
  };
  const operation = { id: 'o', key: 'POST /a/{id}', method: 'POST', path: '/a/{id}', definition };
  return compilePolicy(requestValidation, parseConfiguration(requestValidation, configuration), {
    api,
    operation,
  });
}

describe('request validation', () => {
  it('attack 23: a pattern that could stall the gateway is an issue with its place, or left out where that is allowed', () => {
    const bomb = { properties: { a: { type: 'string', pattern: '(a+)+$' } } };
    expect(compile(bomb).issues).toEqual([
      {
        path: 'unsupported',
        message: expect.stringMatching(
          /^body application\/json\/properties\/a\/pattern may try a text in exponentially many ways.*set this to "ignore"/,
        ),
      },
    ]);
    const ignoring = compile(bomb, { unsupported: 'ignore' });
    expect(ignoring.issues).toEqual([
      {
        path: 'unsupported',
        message: expect.stringMatching(/^body application\/json\/properties\/a\/pattern.*is left unchecked$/),
        severity: 'WARNING',
      },
    ]);
    expect(JSON.stringify(ignoring.functions)).not.toContain('(a+)+');
  });

  it.each<[string, Partial<OperationDefinition>]>([
    [
      'body application/xml is of a type whose content the gateway cannot check',
      {
        requestBody: {
          required: false,
          content: { 'application/xml': { schema: { type: 'object' }, examples: {} } },
        },
      },
    ],
    [
      'query f has a value that cannot be read in style form',
      {
        parameters: [
          {
            name: 'f',
            in: 'query',
            required: false,
            style: 'form',
            explode: true,
            schema: { type: 'array', items: { type: 'object' } },
          },
        ],
      },
    ],
    [
      'path other is no part of the path',
      {
        parameters: [
          { name: 'other', in: 'path', required: true, style: 'simple', explode: false, schema: true },
        ],
      },
    ],
  ])('what it cannot read is an issue: %s', (message, definition) => {
    expect(compile(true, {}, definition).issues).toMatchObject([
      { message: expect.stringContaining(message) },
    ]);
  });

  it('attack 22: schemas that contain themselves compile once, endless and enormous ones are issues', () => {
    const Node = { properties: { a: { $ref: '#/schemas/Node' }, b: { $ref: '#/schemas/Node' } } };
    expect(compile({ $ref: '#/schemas/Node' }, {}, { schemas: { Node } }).issues).toEqual([]);
    const Loop = { allOf: [{ $ref: '#/schemas/Loop' }] };
    expect(compile({ $ref: '#/schemas/Loop' }, {}, { schemas: { Loop } }).issues).toMatchObject([
      { message: expect.stringContaining('contains itself without end') },
    ]);
    const wide = { enum: Array.from({ length: 200_000 }, (_, at) => `value ${at}`) };
    expect(compile(wide).issues).toMatchObject([
      { message: expect.stringContaining('too large for a gateway') },
    ]);
    let deep: JsonSchema = { type: 'string' };
    for (let level = 0; level < 240; level += 1) deep = { items: deep };
    expect(compile(deep).issues).toEqual([]);
  });

  it.each<Policy>([requestValidation as unknown as Policy, mock as unknown as Policy])(
    '$name says what is missing without a definition',
    (policy) => {
      const { definition: _, ...operation } = sampleOperation;
      for (const context of [{ api }, { api, operation }]) {
        const compiled = compilePolicy(policy, parseConfiguration(policy, {}), context);
        expect(compiled.functions).toEqual([]);
        expect(compiled.issues).toMatchObject([
          { message: expect.stringContaining('needs what the API’s document says') },
        ]);
      }
    },
  );
});

describe('mock answers', () => {
  const answers = (responses: OperationDefinition['responses'], configuration = {}) => {
    const operation = { ...sampleOperation, definition: { parameters: [], responses, schemas: {} } };
    return compilePolicy(mock, parseConfiguration(mock, configuration), { api, operation });
  };
  const response = (content: OperationDefinition['responses'][string]['content'], headers = {}) => ({
    description: '',
    headers,
    content,
  });

  it('a status that is not described is an issue of that setting', () => {
    expect(answers({ 200: response({}) }, { status: 404 }).issues).toMatchObject([{ path: 'status' }]);
    expect(answers({ '4XX': response({}) }, { status: 404 }).issues).toEqual([]);
  });

  it('what has no text in the type of the answer is an issue', () => {
    const xml = { schema: { type: 'object' }, examples: {} };
    expect(answers({ 200: response({ 'application/xml': xml }) }).issues).toMatchObject([
      { message: expect.stringContaining('has nothing to answer 200 with as application/xml') },
    ]);
  });

  it('attack 39: a header cannot hold a line break', () => {
    const headers = { 'X-A': { example: 'a\r\nX-Evil: 1' } };
    expect(answers({ 200: response({}, headers) }).issues).toMatchObject([
      { message: expect.stringContaining('cannot answer 200 with the header "X-A"') },
    ]);
  });

  it('gives the same bytes each time, of schemas that contain themselves too', () => {
    const schemas = {
      Node: { type: 'object', properties: { next: { $ref: '#/schemas/Node' }, id: { type: 'integer' } } },
    };
    const content = { 'application/json': { schema: { $ref: '#/schemas/Node' }, examples: {} } };
    const operation = {
      ...sampleOperation,
      definition: { parameters: [], responses: { 200: response(content) }, schemas },
    };
    const run = () => JSON.stringify(compilePolicy(mock, parseConfiguration(mock, {}), { api, operation }));
    expect(run()).toBe(run());
    expect(run()).toContain('next');
  });
});

describe('with other policies', () => {
  const send = (path: string, ...policies: Parameters<typeof run>[0]) =>
    run(policies, { operation: sampleOperation, request: { path } });

  it('a caller without a key gets 401, neither an answer of the mock nor errors of the validation', async () => {
    for (const policy of ['mock', 'request-validation']) {
      const { response, upstreamRequest } = await send('/7?size=x', ['api-key', {}], [policy, {}]);
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(401);
    }
  });

  it('a mock answers only what was validated ahead of it', async () => {
    const both = [['request-validation', {}] as const, ['mock', {}] as const];
    expect((await send('/7?size=x', ...both)).response.status).toBe(400);
    expect((await send('/7?size=1', ...both)).response).toMatchObject({
      status: 200,
      body: '{"name":"Rex","tags":[]}',
    });
  });

  it('a rate limit counts what is refused, since Kong runs it first', async () => {
    const limited = [['rate-limit', { minute: 1, by: 'ip' }] as const, ['request-validation', {}] as const];
    const { response } = await run(limited, {
      operation: sampleOperation,
      request: { path: '/7?size=x' },
      times: 2,
    });
    expect(response.status).toBe(429);
  });
});

it.each([requestValidation, mock] as Policy[])(
  '$name says why the document has nothing of an operation',
  (policy) => {
    const operation = { id: 'o', key: 'GET /a', method: 'GET', path: '/a' };
    const issuesOf = (more: object) =>
      compilePolicy(policy, parseConfiguration(policy, {}), { api, operation: { ...operation, ...more } })
        .issues;
    expect(issuesOf({})).toMatchObject([{ message: expect.stringContaining('import the document again') }]);
    expect(issuesOf({ undescribed: 'it has 200,000 values' })).toMatchObject([
      { message: expect.stringMatching(/cannot be had: it has 200,000 values; correct the document/) },
    ]);
  },
);
