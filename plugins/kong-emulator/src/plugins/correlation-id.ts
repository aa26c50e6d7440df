import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Exchange } from '../exchange/exchange.ts';
import type { GatewayNode } from '../gateway-node.ts';
import type { Row } from '../schema/field.ts';
import { httpProtocols } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  header_name: string;
  generator: 'uuid' | 'uuid#counter' | 'tracker';
  echo_downstream: boolean;
}

/** What one gateway counts for its identifiers, whichever instance asks. */
class Generator {
  readonly #id = randomUUID();
  readonly #requests = new WeakMap<Socket, { connection: number; count: number }>();
  #counter = 0;
  #connections = 0;

  next(kind: Config['generator'], exchange: Exchange): string {
    if (kind === 'uuid') return randomUUID();
    if (kind === 'tracker') return this.#tracker(exchange);
    this.#counter += 1;
    return `${this.#id}#${this.#counter}`;
  }

  #tracker({ request: { socket }, port, gateway }: Exchange): string {
    let known = this.#requests.get(socket);
    if (!known) {
      this.#connections += 1;
      known = { connection: this.#connections, count: 0 };
      this.#requests.set(socket, known);
    }
    known.count += 1;
    const address = (socket.localAddress ?? '').replace(/^::ffff:/, '');
    const now = (gateway.settings.clock() / 1000).toFixed(3);
    return [address, port, process.pid, known.connection, known.count, now].join('-');
  }
}

const generators = new WeakMap<GatewayNode, Generator>();

function generatorOf(gateway: GatewayNode): Generator {
  const known = generators.get(gateway) ?? new Generator();
  generators.set(gateway, known);
  return known;
}

/** Kong's correlation-id 3.9: a request carries an identifier to the upstream and, if asked, back. */
export const correlationId: PluginDefinition = {
  name: 'correlation-id',
  priority: 100001,
  schema: {
    protocols: httpProtocols,
    config: [
      { header_name: { type: 'string', default: 'Kong-Request-ID' } },
      {
        generator: {
          type: 'string',
          required: true,
          default: 'uuid#counter',
          one_of: ['uuid', 'uuid#counter', 'tracker'],
        },
      },
      { echo_downstream: { type: 'boolean', required: true, default: false } },
    ],
  },
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const generator = generatorOf(gateway);
    const found = new WeakMap<Exchange, string>();
    /** The identifier that the client gave, or a new one; empty does not count. */
    const identify = (exchange: Exchange): string =>
      exchange.upstream.headers.get(config.header_name) || generator.next(config.generator, exchange);
    return {
      access: (exchange) => {
        const id = identify(exchange);
        if (exchange.upstream.headers.get(config.header_name) !== id)
          exchange.upstream.headers.set(config.header_name, id);
        found.set(exchange, id);
      },
      headerFilter: (exchange) => {
        if (!config.echo_downstream) return;
        // Access did not run where an earlier plugin ended the request.
        exchange.outcome?.headers.set(config.header_name, found.get(exchange) ?? identify(exchange));
      },
    };
  },
};
