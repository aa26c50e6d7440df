import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { GatewayNode } from '../gateway-node.ts';

/** Sends datagrams to one address, in order; what cannot be sent is logged and lost, as is the nature of UDP. */
export interface Datagrams {
  send: (message: string) => void;
  /** Resolves when everything is sent. */
  close: () => Promise<void>;
}

/** Opens a socket towards a host and port for a plugin. */
export function openDatagrams(gateway: GatewayNode, plugin: string, host: string, port: number): Datagrams {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  socket.unref();
  const failed = (error: Error | null): void => {
    if (error) gateway.log('error', `${plugin}: failed to send data to ${host}:${port}: ${error.message}`);
  };
  socket.on('error', failed);
  let work: Promise<void> = Promise.resolve();
  return {
    send: (message) => {
      work = work.then(
        () =>
          new Promise((resolve) => {
            socket.send(message, port, host, (error) => {
              failed(error);
              resolve();
            });
          }),
      );
    },
    close: async () => {
      await work;
      socket.close();
    },
  };
}
