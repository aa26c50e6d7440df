/** A small, well-made document: two groups, every kind of thing that a reference shows. */
export const orders = JSON.stringify({
  openapi: '3.1.0',
  info: {
    title: 'Orders',
    version: '2.4.0',
    description:
      'Place and follow **orders**.\n\n## Limits\n\n- 100 calls a minute\n- bodies up to `1 MB`\n\nSee [the guide](https://example.com/guide).',
    contact: { name: 'Order desk' },
    license: { name: 'CC-BY-4.0' },
    termsOfService: 'https://example.com/terms',
  },
  tags: [
    { name: 'Orders', description: 'What customers buy.' },
    { name: 'Customers', description: 'Who buys.' },
  ],
  paths: {
    '/orders': {
      get: {
        tags: ['Orders'],
        summary: 'List orders',
        description: 'The newest first.',
        parameters: [
          {
            name: 'status',
            in: 'query',
            description: 'Only these.',
            schema: { type: 'string', enum: ['open', 'paid', 'sent'] },
          },
          {
            name: 'limit',
            in: 'query',
            required: true,
            schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
          },
        ],
        responses: {
          200: {
            description: 'A list of orders.',
            content: {
              'application/json': {
                schema: { type: 'array', items: { $ref: '#/components/schemas/Order' } },
              },
            },
          },
          429: { description: 'Too many calls.' },
        },
      },
      post: {
        tags: ['Orders'],
        summary: 'Place an order',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
        },
        responses: {
          201: {
            description: 'Placed.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
          },
        },
      },
    },
    '/orders/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      delete: {
        tags: ['Orders'],
        summary: 'Cancel an order',
        deprecated: true,
        responses: { 204: { description: 'Cancelled.' } },
      },
    },
    '/customers/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      get: {
        tags: ['Customers'],
        summary: 'One customer',
        responses: {
          200: {
            description: 'The customer.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Customer' } } },
          },
        },
      },
      put: {
        tags: ['Customers'],
        summary: 'Replace a customer',
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Customer' } } },
        },
        responses: { 200: { description: 'Replaced.' } },
      },
      patch: {
        tags: ['Customers'],
        summary: 'Change a customer',
        responses: { 200: { description: 'Changed.' } },
      },
    },
  },
  components: {
    schemas: {
      Order: {
        type: 'object',
        required: ['id', 'lines'],
        properties: {
          id: { type: 'string', format: 'uuid', readOnly: true },
          customer: { $ref: '#/components/schemas/Customer' },
          lines: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              properties: {
                sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]+$' },
                quantity: { type: 'integer', minimum: 1 },
              },
            },
          },
          note: { type: ['string', 'null'], maxLength: 200, description: 'Printed on the slip.' },
        },
      },
      Customer: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          email: { type: 'string', format: 'email' },
          referredBy: { $ref: '#/components/schemas/Customer' },
        },
      },
    },
  },
});

const script =
  '<script>window.__ran = true</script><img src=x onerror="window.__ran = true"><svg onload="window.__ran=true">';
const link =
  '[click](javascript:window.__ran=true) <a href="javascript:window.__ran=true">me</a> [data](data:text/html,x)';

/** Script in every text that a page may show. */
export const hostile = JSON.stringify({
  swagger: '2.0',
  info: {
    title: script,
    version: `1${script}`,
    description: `${script}\n\n${link}\n\n![p](https://evil.example/pixel.png)\n\n</script><script>window.__ran = true</script>`,
    termsOfService: 'javascript:window.__ran=true',
    contact: { name: script },
    license: { name: script },
  },
  tags: [{ name: script, description: `${script} ${link}` }],
  produces: ['application/json'],
  paths: {
    [`/x/${script}`]: {
      post: {
        tags: [script],
        operationId: script,
        summary: script,
        description: `${script} ${link}`,
        parameters: [
          {
            name: script,
            in: 'query',
            type: 'string',
            required: true,
            description: script,
            enum: [script],
            default: script,
            pattern: script,
          },
          { name: 'body', in: 'body', description: script, schema: { $ref: '#/definitions/Evil' } },
        ],
        responses: {
          200: {
            description: `${script} ${link}`,
            schema: { $ref: '#/definitions/Evil' },
            examples: { 'application/json': { a: `</code></pre>${script}` } },
          },
        },
      },
    },
  },
  definitions: {
    Evil: {
      type: 'object',
      description: script,
      properties: {
        [script]: { type: 'string', description: `${script} ${link}`, example: script },
        again: { $ref: '#/definitions/Evil' },
      },
    },
  },
});

export const hostileText = script;

/** A document of so many operations in groups of 100. */
export const huge = (operations: number): string =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Huge', version: '1' },
    paths: Object.fromEntries(
      Array.from({ length: operations }, (_, index) => [
        `/things-${index}/{id}`,
        {
          get: {
            tags: [`Group ${Math.floor(index / 100)}`],
            summary: `Read thing ${index}`,
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
            responses: {
              200: {
                description: 'Found.',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } },
              },
            },
          },
        },
      ]),
    ),
    components: {
      schemas: {
        Node: {
          type: 'object',
          properties: Object.fromEntries(
            Array.from({ length: 12 }, (_, index) => [
              `field${index}`,
              { $ref: '#/components/schemas/Node' },
            ]),
          ),
        },
      },
    },
  });
