import type { CompileOperation } from '@apim/sdk';

/** An operation for policies that are compiled for each; it takes a GET of any path of one segment with nothing else. */
export const sampleOperation: CompileOperation & { readonly definition: object } = {
  id: 'o1',
  key: 'GET /{id}',
  method: 'GET',
  path: '/{id}',
  definition: {
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        style: 'simple',
        explode: false,
        schema: { type: 'string', maxLength: 100 },
      },
      {
        name: 'size',
        in: 'query',
        required: false,
        style: 'form',
        explode: true,
        schema: { type: 'integer', minimum: 1, maximum: 100 },
      },
    ],
    requestBody: {
      required: false,
      content: {
        'application/json': { schema: { $ref: '#/schemas/Filter' }, examples: {} },
      },
    },
    responses: {
      '200': {
        description: 'The pet',
        headers: { 'X-Version': { example: '7' } },
        content: {
          'application/json': {
            schema: { $ref: '#/schemas/Pet' },
            examples: { dog: { name: 'Rex', tags: [] }, cat: { name: 'Tom ]]', tags: ['"x"'] } },
          },
          'text/plain': { examples: { default: 'Rex' } },
        },
      },
      '404': {
        description: 'No such pet',
        headers: {},
        content: { 'application/json': { schema: { $ref: '#/schemas/Problem' }, examples: {} } },
      },
    },
    schemas: {
      Filter: {
        type: 'object',
        properties: {
          name: { type: 'string', pattern: '^[a-z]+$' },
          kind: { enum: ['dog', 'cat', ']]'] },
          ['__proto__']: { type: ['integer', 'null'] },
        },
        required: ['name'],
        additionalProperties: false,
      },
      Pet: { type: 'object', properties: { name: { type: 'string' } } },
      Problem: { type: 'object', properties: { message: { type: 'string' }, status: { const: 404 } } },
    },
  },
};
