import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Exchange } from '../exchange/exchange.ts';
import type { Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  secret_v1: string;
  tolerance_second: number;
}

const isSame = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));

function isSigned({ upstream, gateway }: Exchange, config: Config): boolean {
  const { headers, body } = upstream;
  const id = headers.get('webhook-id');
  const signature = headers.get('webhook-signature');
  const time = headers.get('webhook-timestamp');
  if (id === undefined || signature === undefined || time === undefined || body.length === 0) return false;
  const seconds = Number(time) || 0;
  if (gateway.settings.clock() / 1000 - seconds > config.tolerance_second) return false;
  // Kong takes the secret as it is given: neither a prefix nor base64 is taken off.
  const digest = createHmac('sha256', config.secret_v1)
    .update(`${id}.${seconds}.`)
    .update(body)
    .digest('base64');
  return isSame(signature, `v1,${digest}`);
}

/** Kong's standard-webhooks 3.9: only signed bodies pass. */
export const standardWebhooks: PluginDefinition = {
  name: 'standard-webhooks',
  priority: 760,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [
      { secret_v1: { type: 'string', required: true, referenceable: true, encrypted: true } },
      { tolerance_second: { type: 'integer', required: true, gt: -1, default: 300 } },
    ],
  },
  create: (row) => {
    const config = row as Config;
    return {
      access: (exchange) => {
        if (!isSigned(exchange, config)) exchange.fail(400, 'Bad request');
      },
    };
  },
};
