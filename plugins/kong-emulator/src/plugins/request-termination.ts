import { hostname } from 'node:os';
import type { Exchange } from '../exchange/exchange.ts';
import { Exit } from '../exchange/exit.ts';
import { nginxPage } from '../exchange/error-pages.ts';
import { entityOf } from '../exchange/serialize.ts';
import { parseArguments } from '../exchange/query.ts';
import type { Json, Row } from '../schema/field.ts';
import { httpProtocols } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  status_code: number;
  message: string | null;
  content_type: string | null;
  body: string | null;
  echo: boolean;
  trigger: string | null;
}

const messages: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  404: 'Not found',
  405: 'Method not allowed',
  500: 'An unexpected error occurred',
  502: 'Bad Gateway',
  503: 'Service unavailable',
};

const json: [string, string] = ['Content-Type', 'application/json; charset=utf-8'];

function triggered(exchange: Exchange, trigger: string): boolean {
  return exchange.upstream.headers.has(trigger) || parseArguments(exchange.upstream.query).has(trigger);
}

function bodyOf(exchange: Exchange): Json {
  try {
    return JSON.parse(exchange.body.toString()) as Json;
  } catch {
    return null;
  }
}

/** What the plugin shows of a request, its route and service. */
function echoOf(exchange: Exchange): Row {
  const query: Row = {};
  for (const [name, values] of parseArguments(exchange.query))
    query[name] = values.length === 1 ? (values[0] ?? null) : values;
  const body = bodyOf(exchange);
  const named: Row = {};
  for (const [name, value] of Object.entries(exchange.match?.captures?.groups ?? {}))
    named[name] = value ?? null;
  const { match } = exchange;
  return {
    request: {
      scheme: 'http',
      host: exchange.host,
      port: exchange.port,
      headers: exchange.headers.toObject(),
      query,
      ...(body === null ? {} : { body }),
      raw_body: exchange.body.toString(),
      method: exchange.method,
      path: exchange.rawPath,
      uri_captures: { unnamed: match?.captures?.slice(1).map((part) => part ?? null) ?? [], named },
    },
    kong: { node_id: exchange.gateway.nodeId, worker_pid: process.pid, hostname: hostname() },
    ...(match ? { matched_route: entityOf(match.route, true) } : {}),
    ...(match?.service ? { matched_service: entityOf(match.service, true) } : {}),
  };
}

/** Kong's request-termination 3.9: the gateway answers by itself. */
export const requestTermination: PluginDefinition = {
  name: 'request-termination',
  priority: 2,
  schema: {
    protocols: httpProtocols,
    config: [
      { status_code: { type: 'integer', required: true, default: 503, between: [100, 599] } },
      { message: { type: 'string' } },
      { content_type: { type: 'string' } },
      { body: { type: 'string' } },
      { echo: { type: 'boolean', required: true, default: false } },
      { trigger: { type: 'string' } },
    ],
    validate: (value) => {
      const config = value as Config;
      const texts = config.content_type !== null || config.body !== null;
      if (config.message !== null && texts) return 'message cannot be used with content_type or body';
      if (config.content_type !== null && config.body === null) return 'content_type requires a body';
      if (config.echo && (texts || config.message !== null))
        return 'echo cannot be used with content_type and body';
      return undefined;
    },
  },
  create: (row) => {
    const config = row as Config;
    const status = config.status_code;
    return {
      access: (exchange) => {
        if (config.trigger !== null && !triggered(exchange, config.trigger)) return;
        if (config.echo) throw new Exit(status, JSON.stringify(echoOf(exchange)), [json]);
        if (config.body !== null)
          throw new Exit(status, config.body, [['Content-Type', config.content_type ?? json[1]]]);
        const message = config.message ?? messages[status];
        if (message !== undefined) throw new Exit(status, JSON.stringify({ message }), [json]);
        const page = status >= 300 ? nginxPage(status) : undefined;
        throw new Exit(status, page?.body, page ? [['Content-Type', page.type]] : []);
      },
    };
  },
};
