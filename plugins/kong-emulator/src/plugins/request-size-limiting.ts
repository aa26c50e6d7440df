import type { Row } from '../schema/field.ts';
import { httpProtocols } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  allowed_payload_size: number;
  size_unit: 'megabytes' | 'kilobytes' | 'bytes';
  require_content_length: boolean;
}

const bytes: Record<Config['size_unit'], number> = { megabytes: 2 ** 20, kilobytes: 2 ** 10, bytes: 1 };

/** Kong's request-size-limiting 3.9: bodies over a size are refused. */
export const requestSizeLimiting: PluginDefinition = {
  name: 'request-size-limiting',
  priority: 951,
  schema: {
    protocols: httpProtocols,
    config: [
      { allowed_payload_size: { type: 'integer', default: 128 } },
      {
        size_unit: {
          type: 'string',
          required: true,
          default: 'megabytes',
          one_of: ['megabytes', 'kilobytes', 'bytes'],
        },
      },
      { require_content_length: { type: 'boolean', required: true, default: false } },
    ],
  },
  create: (row) => {
    const config = row as Config;
    const limit = config.allowed_payload_size * bytes[config.size_unit];
    return {
      access: (exchange) => {
        const { headers, body } = exchange.upstream;
        const length = headers.get('content-length');
        const isChunked = headers.get('transfer-encoding') === 'chunked';
        if (length === undefined && config.require_content_length && !isChunked)
          exchange.fail(411, 'A valid Content-Length header is required');
        if (Number(length ?? body.length) <= limit) return;
        const expects = headers.get('expect')?.trim().toLowerCase() === '100-continue';
        exchange.fail(expects ? 417 : 413, 'Request size limit exceeded');
      },
    };
  },
};
