/** Written by `npm run gen`: what Kong’s plugins accept, of those that own policies may compile to. */
import { z } from 'zod';

export const pluginSchemas = {
  acl: z.strictObject({
    allow: z.array(z.string()).optional(),
    deny: z.array(z.string()).optional(),
    hide_groups_header: z.boolean().optional(),
    always_use_authenticated_groups: z.boolean().optional(),
  }),
  'correlation-id': z.strictObject({
    header_name: z.string().optional(),
    generator: z.union([z.literal('uuid'), z.literal('uuid#counter'), z.literal('tracker')]).optional(),
    echo_downstream: z.boolean().optional(),
  }),
  cors: z.strictObject({
    origins: z.array(z.string()).optional(),
    headers: z.array(z.string()).optional(),
    exposed_headers: z.array(z.string()).optional(),
    methods: z
      .array(
        z.union([
          z.literal('GET'),
          z.literal('HEAD'),
          z.literal('PUT'),
          z.literal('PATCH'),
          z.literal('POST'),
          z.literal('DELETE'),
          z.literal('OPTIONS'),
          z.literal('TRACE'),
          z.literal('CONNECT'),
        ]),
      )
      .optional(),
    max_age: z.number().optional(),
    credentials: z.boolean().optional(),
    private_network: z.boolean().optional(),
    preflight_continue: z.boolean().optional(),
  }),
  'ip-restriction': z.strictObject({
    allow: z.array(z.string()).optional(),
    deny: z.array(z.string()).optional(),
    status: z.number().optional(),
    message: z.string().optional(),
  }),
  'proxy-cache': z.strictObject({
    response_code: z.array(z.number()).optional(),
    request_method: z
      .array(
        z.union([
          z.literal('HEAD'),
          z.literal('GET'),
          z.literal('POST'),
          z.literal('PATCH'),
          z.literal('PUT'),
        ]),
      )
      .optional(),
    content_type: z.array(z.string()).optional(),
    cache_ttl: z.number().optional(),
    strategy: z.literal('memory'),
    cache_control: z.boolean().optional(),
    ignore_uri_case: z.boolean().optional(),
    storage_ttl: z.number().optional(),
    memory: z.strictObject({ dictionary_name: z.string().optional() }).optional(),
    vary_query_params: z.array(z.string()).optional(),
    vary_headers: z.array(z.string()).optional(),
    response_headers: z
      .strictObject({
        age: z.boolean().optional(),
        'X-Cache-Status': z.boolean().optional(),
        'X-Cache-Key': z.boolean().optional(),
      })
      .optional(),
  }),
  'rate-limiting': z.strictObject({
    second: z.number().optional(),
    minute: z.number().optional(),
    hour: z.number().optional(),
    day: z.number().optional(),
    month: z.number().optional(),
    year: z.number().optional(),
    limit_by: z
      .union([
        z.literal('consumer'),
        z.literal('credential'),
        z.literal('ip'),
        z.literal('service'),
        z.literal('header'),
        z.literal('path'),
      ])
      .optional(),
    header_name: z.string().optional(),
    path: z.string().optional(),
    policy: z.union([z.literal('local'), z.literal('cluster'), z.literal('redis')]).optional(),
    fault_tolerant: z.boolean().optional(),
    redis: z
      .strictObject({
        host: z.string().optional(),
        port: z.number().optional(),
        timeout: z.number().optional(),
        username: z.string().optional(),
        password: z.string().optional(),
        database: z.number().optional(),
        ssl: z.boolean().optional(),
        ssl_verify: z.boolean().optional(),
        server_name: z.string().optional(),
      })
      .optional(),
    hide_client_headers: z.boolean().optional(),
    error_code: z.number().optional(),
    error_message: z.string().optional(),
    sync_rate: z.number().optional(),
  }),
  'request-size-limiting': z.strictObject({
    allowed_payload_size: z.number().optional(),
    size_unit: z.union([z.literal('megabytes'), z.literal('kilobytes'), z.literal('bytes')]).optional(),
    require_content_length: z.boolean().optional(),
  }),
  'request-termination': z.strictObject({
    status_code: z.number().optional(),
    message: z.string().optional(),
    content_type: z.string().optional(),
    body: z.string().optional(),
    echo: z.boolean().optional(),
    trigger: z.string().optional(),
  }),
  'request-transformer': z.strictObject({
    http_method: z.string().optional(),
    remove: z
      .strictObject({
        body: z.array(z.string()).optional(),
        headers: z.array(z.string()).optional(),
        querystring: z.array(z.string()).optional(),
      })
      .optional(),
    rename: z
      .strictObject({
        body: z.array(z.string()).optional(),
        headers: z.array(z.string()).optional(),
        querystring: z.array(z.string()).optional(),
      })
      .optional(),
    replace: z
      .strictObject({
        body: z.array(z.string()).optional(),
        headers: z.array(z.string()).optional(),
        querystring: z.array(z.string()).optional(),
        uri: z.string().optional(),
      })
      .optional(),
    add: z
      .strictObject({
        body: z.array(z.string()).optional(),
        headers: z.array(z.string()).optional(),
        querystring: z.array(z.string()).optional(),
      })
      .optional(),
    append: z
      .strictObject({
        body: z.array(z.string()).optional(),
        headers: z.array(z.string()).optional(),
        querystring: z.array(z.string()).optional(),
      })
      .optional(),
  }),
  'response-ratelimiting': z.strictObject({
    header_name: z.string().optional(),
    limit_by: z.union([z.literal('consumer'), z.literal('credential'), z.literal('ip')]).optional(),
    policy: z.union([z.literal('local'), z.literal('cluster'), z.literal('redis')]).optional(),
    fault_tolerant: z.boolean().optional(),
    redis: z
      .strictObject({
        host: z.string().optional(),
        port: z.number().optional(),
        timeout: z.number().optional(),
        username: z.string().optional(),
        password: z.string().optional(),
        database: z.number().optional(),
        ssl: z.boolean().optional(),
        ssl_verify: z.boolean().optional(),
        server_name: z.string().optional(),
      })
      .optional(),
    block_on_first_violation: z.boolean().optional(),
    hide_client_headers: z.boolean().optional(),
    limits: z.record(
      z.string(),
      z.strictObject({
        second: z.number().optional(),
        minute: z.number().optional(),
        hour: z.number().optional(),
        day: z.number().optional(),
        month: z.number().optional(),
        year: z.number().optional(),
      }),
    ),
  }),
  'response-transformer': z.strictObject({
    remove: z
      .strictObject({ json: z.array(z.string()).optional(), headers: z.array(z.string()).optional() })
      .optional(),
    rename: z
      .strictObject({ json: z.array(z.string()).optional(), headers: z.array(z.string()).optional() })
      .optional(),
    replace: z
      .strictObject({
        json: z.array(z.string()).optional(),
        json_types: z
          .array(z.union([z.literal('boolean'), z.literal('number'), z.literal('string')]))
          .optional(),
        headers: z.array(z.string()).optional(),
      })
      .optional(),
    add: z
      .strictObject({
        json: z.array(z.string()).optional(),
        json_types: z
          .array(z.union([z.literal('boolean'), z.literal('number'), z.literal('string')]))
          .optional(),
        headers: z.array(z.string()).optional(),
      })
      .optional(),
    append: z
      .strictObject({
        json: z.array(z.string()).optional(),
        json_types: z
          .array(z.union([z.literal('boolean'), z.literal('number'), z.literal('string')]))
          .optional(),
        headers: z.array(z.string()).optional(),
      })
      .optional(),
  }),
};
