import { anyProtocols } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

/** Kong's grpc-gateway 3.9 can be configured, and says on use that the emulator speaks no gRPC. */
export const grpcGateway: PluginDefinition = {
  name: 'grpc-gateway',
  priority: 998,
  schema: { protocols: anyProtocols, config: [{ proto: { type: 'string', required: false } }] },
  create: () => ({
    access: (exchange) => exchange.fail(501, 'the emulator speaks no gRPC; use a real Kong for this route'),
  }),
};
