import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Row } from '../schema/field.ts';
import { httpLogSchema } from './http-log-schema.ts';
import { logEntries } from './log-entry.ts';
import type { PluginDefinition } from './plugin.ts';
import { BatchQueue, type QueueConfig } from './queue.ts';

interface Config extends Row {
  http_endpoint: string;
  method: string;
  content_type: string;
  timeout: number;
  headers: { [name: string]: string } | null;
  queue: QueueConfig;
}

/** Sends a body; rejects unless the answer is of the 2xx or 3xx kind. */
function post(config: Config, agent: HttpAgent, body: string): Promise<void> {
  const url = new URL(config.http_endpoint);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | number> = {
      'Content-Length': Buffer.byteLength(body),
      'Content-Type': config.content_type,
      Host: url.host,
      ...config.headers,
      'User-Agent': 'lua-resty-http/0.17.2 (Lua) ngx_lua/10026',
    };
    if (url.username !== '') {
      const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      headers.Authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    }
    const outgoing = send(
      {
        agent,
        method: config.method,
        host: url.hostname,
        port: url.port,
        path: url.pathname + url.search,
        headers,
      },
      (incoming) => {
        incoming.resume();
        const status = incoming.statusCode ?? 0;
        incoming.once('end', () =>
          status < 400 ? resolve() : reject(new Error(`received response with status ${status}`)),
        );
      },
    );
    outgoing.setTimeout(config.timeout, () => outgoing.destroy(new Error('timeout')));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Kong's http-log 3.9: one object a request, or a list of them where batches are larger than one. */
export const httpLog: PluginDefinition = {
  name: 'http-log',
  priority: 12,
  schema: httpLogSchema,
  create: (row, plugin, gateway) => {
    const config = row as Config;
    const isTls = config.http_endpoint.startsWith('https:');
    const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    const queue = new BatchQueue(
      config.queue,
      (entries) =>
        post(
          config,
          agent,
          config.queue.max_batch_size === 1 ? (entries[0] ?? '') : `[${entries.join(',')}]`,
        ),
      (message) => gateway.log('error', `http-log: ${message}`),
    );
    const entries = logEntries(config, plugin, gateway);
    return {
      log: (exchange) => queue.add(JSON.stringify(entries.entry(exchange))),
      close: async () => {
        await queue.close();
        agent.destroy();
        entries.close();
      },
    };
  },
};
