import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Row } from '../schema/field.ts';
import { callUrl, userAgent } from './http-client.ts';
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
async function post(config: Config, agent: HttpAgent, body: string): Promise<void> {
  const { status } = await callUrl(new URL(config.http_endpoint), {
    method: config.method,
    headers: { 'Content-Type': config.content_type, ...config.headers, 'User-Agent': userAgent },
    body,
    timeout: config.timeout,
    agent,
  });
  if (status >= 400) throw new Error(`received response with status ${status}`);
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
