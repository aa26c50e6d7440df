import { Exit } from '../exchange/exit.ts';
import { anyProtocols } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

/** Kong's grpc-web 3.9 as far as it answers itself: preflights and what it cannot translate. The emulator speaks no gRPC. */
export const grpcWeb: PluginDefinition = {
  name: 'grpc-web',
  priority: 3,
  schema: {
    protocols: anyProtocols,
    config: [
      { proto: { type: 'string', required: false } },
      { pass_stripped_path: { type: 'boolean', required: false } },
      { allow_origin_header: { type: 'string', required: false, default: '*' } },
    ],
  },
  create: (config, _plugin, gateway) => {
    const origin = String(config.allow_origin_header);
    return {
      access: (exchange) => {
        exchange.answerHeaders.set('Access-Control-Allow-Origin', origin);
        if (exchange.method === 'OPTIONS') {
          throw new Exit(200, 'OK', [
            ['Content-Type', 'application/grpc-web-text+proto'],
            ['Access-Control-Allow-Methods', 'POST'],
            ['Access-Control-Allow-Headers', 'content-type,x-grpc-web,x-user-agent'],
            ['grpc-status', '0'],
            ['grpc-message', 'OK'],
          ]);
        }
        const type = exchange.headers.get('content-type') ?? '';
        if (!type.startsWith('application/grpc-web') && config.proto === null)
          throw new Exit(400, 'transcoding requests require a .proto file defining the service');
        gateway.log('error', 'grpc-web: the emulator speaks no gRPC');
        exchange.fail(501, 'the emulator speaks no gRPC; use a real Kong for this route');
      },
    };
  },
};
