import type { Exchange } from '../exchange/exchange.ts';
import { parseArguments } from '../exchange/query.ts';
import type { Json, Row } from '../schema/field.ts';

/** What of a configuration decides how a request becomes a function's event. */
export interface LambdaPayloadConfig {
  awsgateway_compatible: boolean;
  forward_request_method: boolean;
  forward_request_uri: boolean;
  forward_request_headers: boolean;
  forward_request_body: boolean;
  base64_encode_body: boolean;
}

/** Types whose bodies are passed on as they are. */
const textTypes = new Set(['text/plain', 'text/html', 'application/xml', 'text/xml', 'application/soap+xml']);

const mediaOf = (exchange: Exchange): string =>
  exchange.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';

function argumentsOf(query: string | undefined): Row {
  return Object.fromEntries(
    [...parseArguments(query)].map(([name, values]): [string, Json] => [
      name,
      values.length === 1 ? (values[0] ?? null) : values,
    ]),
  );
}

/** A body's fields; `'unknown'` for a type that has none, undefined where the body does not read as its type. */
function bodyFields(exchange: Exchange): Row | 'unknown' | undefined {
  const text = exchange.body.toString('utf8');
  switch (mediaOf(exchange)) {
    case 'application/json':
      try {
        return JSON.parse(text) as Row;
      } catch {
        return undefined;
      }
    case 'application/x-www-form-urlencoded':
      return argumentsOf(text);
    default:
      return 'unknown';
  }
}

function forwarded(exchange: Exchange, config: LambdaPayloadConfig): Row {
  const out: Row = {};
  if (config.forward_request_method) out.request_method = exchange.method;
  if (config.forward_request_headers) out.request_headers = { ...exchange.headers.toObject() };
  if (config.forward_request_uri) {
    out.request_uri = exchange.rawPath + (exchange.query === undefined ? '' : `?${exchange.query}`);
    out.request_uri_args = argumentsOf(exchange.query);
  }
  if (!config.forward_request_body) return out;
  const fields = bodyFields(exchange);
  if (fields === 'unknown' && config.base64_encode_body && !textTypes.has(mediaOf(exchange))) {
    return {
      ...out,
      request_body: exchange.body.toString('base64'),
      request_body_base64: true,
      request_body_args: {},
    };
  }
  return {
    ...out,
    request_body: exchange.body.toString('utf8'),
    ...(fields === undefined ? {} : { request_body_args: fields === 'unknown' ? {} : fields }),
  };
}

/** The first value of each name, and all of them. */
function split(values: Record<string, Json>): { first: Row; all: Row } {
  const list = Object.entries(values).map(([name, value]): [string, Json[]] => [
    name,
    Array.isArray(value) ? value : [value],
  ]);
  return {
    first: Object.fromEntries(list.map(([name, items]): [string, Json] => [name, items[0] ?? null])),
    all: Object.fromEntries(list),
  };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function logTime(milliseconds: number): string {
  const [, year = '', month = '', day = '', time = ''] =
    /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(new Date(milliseconds).toISOString()) ?? [];
  return `${day}/${months[Number(month) - 1] ?? ''}/${year}:${time} +0000`;
}

/** The event of AWS's own gateway, version 1.0. */
function gatewayEvent(exchange: Exchange, config: LambdaPayloadConfig): Row {
  const { headers, method, host, client, match, upstream } = exchange;
  const lines = split(headers.toObject());
  const query = split(argumentsOf(exchange.query));
  const { path } = upstream;
  const userAgent = headers.get('user-agent');
  return {
    version: '1.0',
    path,
    httpMethod: method,
    headers: lines.first,
    multiValueHeaders: lines.all,
    pathParameters: { ...match?.captures?.groups },
    queryStringParameters: query.first,
    multiValueQueryStringParameters: query.all,
    body: exchange.body.toString(config.base64_encode_body ? 'base64' : 'utf8'),
    isBase64Encoded: config.base64_encode_body,
    requestContext: {
      path,
      protocol: `HTTP/${exchange.request.httpVersion}`,
      httpMethod: method,
      domainName: host,
      domainPrefix: host.split('.')[0] ?? '',
      identity: { sourceIp: client.ip, ...(userAgent === undefined ? {} : { userAgent }) },
      requestId: exchange.requestId,
      requestTime: logTime(exchange.startedAt),
      requestTimeEpoch: exchange.startedAt,
      resourcePath: path,
    },
  };
}

/** The event that a function is called with, as Kong 3.9 makes it of a request. */
export function lambdaPayload(exchange: Exchange, config: LambdaPayloadConfig): string {
  if (config.awsgateway_compatible) return JSON.stringify(gatewayEvent(exchange, config));
  const { forward_request_method, forward_request_uri, forward_request_headers, forward_request_body } =
    config;
  const isForwarded =
    forward_request_method || forward_request_uri || forward_request_headers || forward_request_body;
  if (isForwarded) return JSON.stringify(forwarded(exchange, config));
  const fields = bodyFields(exchange);
  return JSON.stringify({ ...argumentsOf(exchange.query), ...(fields === 'unknown' ? {} : fields) });
}
