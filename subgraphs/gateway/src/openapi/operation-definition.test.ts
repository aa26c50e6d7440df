import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from './document.ts';
import { definitionsOf, operationDefinition } from './operation-definition.ts';
import { operationsOf } from './operations.ts';

const specs = join(import.meta.dirname, '../../../../../shared/specs');
const present = existsSync(specs);
const responses = { 200: { description: 'ok' } };

const post = (version: string, operation: object, rest: object = {}) =>
  operationDefinition({ openapi: version, paths: { '/a': { post: operation } }, ...rest }, 'POST /a');
const bodySchema = (version: string, schema: object, schemas: object = {}) => {
  const content = { 'application/json': { schema } };
  const { requestBody, schemas: collected } = post(
    version,
    { requestBody: { content }, responses },
    { components: { schemas } },
  );
  return { schema: requestBody?.content['application/json']?.schema, schemas: collected };
};

describe('the definition of an operation', () => {
  it('merges parameters of path and operation, and fills in style and explode', () => {
    const document = {
      openapi: '3.0.3',
      paths: {
        '/a/{id}': {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'q', in: 'query', schema: { type: 'string' } },
            { name: 'Accept', in: 'header', schema: { type: 'string' } },
          ],
          get: { parameters: [{ $ref: '#/components/parameters/Q' }], responses },
        },
      },
      components: {
        parameters: { Q: { name: 'q', in: 'query', required: true, schema: { type: 'integer' } } },
      },
    };
    expect(operationDefinition(document, 'GET /a/{id}').parameters).toEqual([
      { name: 'id', in: 'path', required: true, style: 'simple', explode: false, schema: { type: 'string' } },
      { name: 'q', in: 'query', required: true, style: 'form', explode: true, schema: { type: 'integer' } },
    ]);
  });

  it('keeps schemas as references, so that they may contain themselves', () => {
    const Node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    expect(bodySchema('3.1.0', { $ref: '#/components/schemas/Node' }, { Node })).toEqual({
      schema: { $ref: '#/schemas/Node' },
      schemas: { Node: { type: 'object', properties: { next: { $ref: '#/schemas/Node' } } } },
    });
  });

  it.each([
    [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      { nullable: true, allOf: [{ type: 'string' }] },
      { anyOf: [{ type: 'null' }, { allOf: [{ type: 'string' }] }] },
    ],
    [
      { type: 'number', minimum: 1, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 1 },
    ],
    [
      { type: 'number', maximum: 1, exclusiveMaximum: false },
      { type: 'number', maximum: 1 },
    ],
    [
      { type: 'string', example: 'x', description: 'y', 'x-z': 1 },
      { type: 'string', examples: ['x'] },
    ],
    [
      { type: 'object', properties: { description: { type: 'string' }, 'x-a': {} } },
      { type: 'object', properties: { description: { type: 'string' }, 'x-a': {} } },
    ],
  ])('rewrites what older documents say: %j', (schema, expected) => {
    expect(bodySchema('3.0.3', schema).schema).toEqual(expected);
  });

  it('ignores what stands beside a reference before 3.1, and keeps it since', () => {
    const schema = { $ref: '#/components/schemas/A', minLength: 2 };
    const schemas = { A: { type: 'string' } };
    expect(bodySchema('3.0.0', schema, schemas).schema).toEqual({ $ref: '#/schemas/A' });
    expect(bodySchema('3.1.0', schema, schemas).schema).toEqual({ $ref: '#/schemas/A', minLength: 2 });
  });

  it('brings Swagger 2.0 to the same form', () => {
    const document = {
      swagger: '2.0',
      consumes: ['application/json'],
      paths: {
        '/a': {
          post: {
            parameters: [
              {
                name: 'ids',
                in: 'query',
                type: 'array',
                items: { type: 'integer' },
                collectionFormat: 'pipes',
              },
              { name: 'tags', in: 'header', type: 'array', items: { type: 'string' } },
              { name: 'b', in: 'body', required: true, schema: { $ref: '#/definitions/A' } },
            ],
            responses: { 200: { description: 'ok', schema: { type: 'file' }, examples: { 'text/x': 'e' } } },
          },
          put: {
            parameters: [
              { name: 'f', in: 'formData', type: 'file', required: true },
              { name: 'n', in: 'formData', type: 'integer' },
            ],
            responses,
          },
        },
      },
      definitions: { A: { type: 'string', 'x-nullable': true } },
    };
    expect(operationDefinition(document, 'POST /a')).toEqual({
      parameters: [
        {
          name: 'ids',
          in: 'query',
          required: false,
          style: 'pipeDelimited',
          explode: false,
          schema: { type: 'array', items: { type: 'integer' } },
        },
        {
          name: 'tags',
          in: 'header',
          required: false,
          style: 'simple',
          explode: false,
          schema: { type: 'array', items: { type: 'string' } },
        },
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/schemas/A' }, examples: {} } },
      },
      responses: {
        200: {
          description: 'ok',
          headers: {},
          content: {
            'application/json': { schema: { type: 'string', format: 'binary' }, examples: {} },
            'text/x': { schema: { type: 'string', format: 'binary' }, examples: { default: 'e' } },
          },
        },
      },
      schemas: { A: { type: ['string', 'null'] } },
    });
    expect(operationDefinition(document, 'PUT /a').requestBody).toEqual({
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: { f: { type: 'string', format: 'binary' }, n: { type: 'integer' } },
            required: ['f'],
          },
          examples: {},
        },
      },
    });
  });

  it('keeps names such as __proto__ as data', () => {
    const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}') as object;
    expect(JSON.stringify(bodySchema('3.1.0', schema).schema)).toBe(JSON.stringify(schema));
    expect(Object.hasOwn(Object.prototype, 'type')).toBe(false);
  });

  it('says why there is none', () => {
    const entries = definitionsOf(
      {
        openapi: '3.2.0',
        paths: {
          '/a': {
            get: { parameters: [{ name: 'all', in: 'querystring', content: {} }], responses },
            put: { requestBody: { content: { a: { schema: { $ref: '#anchor' } } } }, responses },
          },
        },
      },
      ['GET /a', 'PUT /a', 'DELETE /a'],
    );
    expect(entries).toEqual([
      { key: 'GET /a', reason: 'a parameter in "querystring" cannot be described' },
      { key: 'PUT /a', reason: '#anchor is no place in the document; refer by #/…' },
      { key: 'DELETE /a', reason: 'the document does not hold it' },
    ]);
  });

  it('is bounded', () => {
    const values = Array.from({ length: 100_001 }, (_, index) => index);
    const document = {
      openapi: '3.1.0',
      paths: {
        '/a': { post: { responses, requestBody: { content: { 'a/b': { schema: { enum: values } } } } } },
      },
    };
    expect(definitionsOf(document, ['POST /a'])).toEqual([
      { key: 'POST /a', reason: 'it has more than 100,000 values' },
    ]);
  });
});

describe.skipIf(!present)(`real documents${present ? '' : ' (skipped: ../shared/specs is absent)'}`, () => {
  it('give a definition for every operation, in which every reference is held', () => {
    let operations = 0;
    for (const file of readdirSync(specs).filter((name) => name.endsWith('.json'))) {
      const document = JSON.parse(readFileSync(join(specs, file), 'utf8')) as JsonObject;
      const keys = operationsOf(document).map(({ key }) => key);
      for (const entry of definitionsOf(document, keys)) {
        operations += 1;
        expect(entry, `${file} ${entry.key}`).not.toHaveProperty('reason');
        if (!('definition' in entry)) continue;
        const { schemas } = JSON.parse(entry.definition) as { schemas: object };
        const references = entry.definition.matchAll(/"\$ref":"#\/schemas\/([^"]+)"/g);
        for (const [, name] of references) expect(schemas).toHaveProperty([String(name)]);
      }
    }
    expect(operations).toBeGreaterThan(3_000);
  }, 60_000);
});
