import type { Exchange } from '../exchange/exchange.ts';
import { Exit, jsonExit } from '../exchange/exit.ts';
import type { Json, Row } from '../schema/field.ts';
import { lambdaPayload, type LambdaPayloadConfig } from './aws-lambda-payload.ts';
import { awsLambdaSchema } from './aws-lambda-schema.ts';
import { amzDate, awsAuthorization } from './aws-signature.ts';
import { callUrl, type IncomingAnswer } from './http-client.ts';
import type { PluginDefinition } from './plugin.ts';

type Config = Row &
  LambdaPayloadConfig & {
    timeout: number;
    aws_key: string | null;
    aws_secret: string | null;
    aws_assume_role_arn: string | null;
    aws_region: string | null;
    function_name: string | null;
    qualifier: string | null;
    invocation_type: string;
    log_type: string;
    host: string | null;
    port: number;
    disable_https: boolean;
    unhandled_status: number | null;
    is_proxy_integration: boolean;
    empty_arrays_mode: 'legacy' | 'correct';
  };

type Lines = [string, string][];

async function invoke(config: Config, body: string, nowMs: number): Promise<IncomingAnswer> {
  const { aws_key: key, aws_secret: secret, aws_region: region } = config;
  if (region === null) throw new Error('aws-lambda: no region specified');
  if (key === null || secret === null || config.aws_assume_role_arn !== null)
    throw new Error('aws-lambda: the emulator calls functions by aws_key and aws_secret alone; set both');
  const scheme = config.disable_https ? 'http' : 'https';
  const host = config.host ?? `lambda.${region}.amazonaws.com`;
  const qualifier = config.qualifier === null ? '' : `?Qualifier=${encodeURIComponent(config.qualifier)}`;
  const name = encodeURIComponent(config.function_name ?? '');
  const url = new URL(
    `${scheme}://${host}:${config.port}/2015-03-31/functions/${name}/invocations${qualifier}`,
  );
  const headers = {
    'content-length': String(Buffer.byteLength(body)),
    host: url.host,
    'x-amz-date': amzDate(nowMs),
    'x-amz-invocation-type': config.invocation_type,
    'x-amz-log-type': config.log_type,
  };
  const call = { method: 'POST', path: url.pathname, query: url.search.slice(1), headers, body };
  const authorization = awsAuthorization(call, { key, secret, region, service: 'lambda' });
  return callUrl(url, {
    method: 'POST',
    headers: {
      'X-Amz-Date': headers['x-amz-date'],
      'X-Amz-Invocation-Type': config.invocation_type,
      'X-Amz-Log-Type': config.log_type,
      Authorization: authorization,
    },
    body,
    timeout: config.timeout,
  });
}

/** Empty lists as empty objects: what Kong answers unless `empty_arrays_mode` says otherwise. */
function withoutEmptyLists(value: Json): Json {
  if (Array.isArray(value)) return value.length === 0 ? {} : value.map(withoutEmptyLists);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutEmptyLists(item)]));
}

const linesOf = (values: Row): Lines =>
  Object.entries(values).flatMap(([name, value]): Lines =>
    (Array.isArray(value) ? value : [value]).map((item) => [name, String(item)]),
  );

/** What is wrong with an answer that a function of a gateway must have the form of. */
function formProblem(content: Json | undefined): string | undefined {
  if (typeof content !== 'object' || content === null) return 'proxy response must be json format';
  const { statusCode, headers, body, isBase64Encoded } = content as Row;
  const status = Number(statusCode ?? Number.NaN);
  if (!(status >= 100 && status <= 599)) return 'statusCode validation failed';
  if (headers !== undefined && (typeof headers !== 'object' || headers === null))
    return 'headers must be a table';
  if (body !== undefined && typeof body !== 'string') return 'body must be a string';
  if (isBase64Encoded !== undefined && typeof isBase64Encoded !== 'boolean')
    return 'isBase64Encoded must be a boolean';
  return undefined;
}

/** The function's lines, in which those of its own answer take the place of lines of the same name. */
function merged(lines: Lines, own: Lines): Lines {
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  return [...lines.filter(([name]) => !names.has(name.toLowerCase())), ...own];
}

function asGateway(lines: Lines, content: Json | undefined): Exit {
  const problem = formProblem(content);
  if (problem !== undefined)
    return jsonExit(502, {
      message: 'Bad Gateway',
      error: `could not JSON decode Lambda function response: ${problem}`,
    });
  const answer = content as Row;
  const text = typeof answer.body === 'string' ? answer.body : '';
  const body = Buffer.from(text, answer.isBase64Encoded === true ? 'base64' : 'utf8');
  const own = { ...((answer.headers ?? {}) as Row), ...((answer.multiValueHeaders ?? {}) as Row) };
  return new Exit(Number(answer.statusCode), body, merged(lines, linesOf(own)));
}

function asAnswer(
  config: Config,
  status: number,
  lines: Lines,
  raw: Buffer,
  content: Json | undefined,
): Exit {
  const isUnhandled = lines.some(
    ([name, value]) => name.toLowerCase() === 'x-amz-function-error' && value === 'Unhandled',
  );
  const shown = config.unhandled_status !== null && isUnhandled ? config.unhandled_status : status;
  if (content === undefined) return new Exit(shown, raw, lines);
  const body = config.empty_arrays_mode === 'legacy' ? withoutEmptyLists(content) : content;
  return new Exit(shown, typeof body === 'string' ? body : JSON.stringify(body), lines);
}

function contentOf({ headers, body }: IncomingAnswer): Json | undefined {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (!/application\/.*json/i.test(type)) return undefined;
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** Lines of one connection, and those that the gateway writes itself. */
const dropped = /^(content-length|connection|keep-alive|transfer-encoding|server|date)$/i;

/** Kong's aws-lambda 3.9: a function answers in the place of the upstream. */
export const awsLambda: PluginDefinition = {
  name: 'aws-lambda',
  priority: 750,
  schema: awsLambdaSchema,
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    return {
      access: async (exchange: Exchange) => {
        const answer = await invoke(config, lambdaPayload(exchange, config), gateway.settings.clock());
        const content = contentOf(answer);
        if (answer.status >= 400) throw new Error(`aws-lambda: ${answer.body.toString('utf8')}`);
        const lines = answer.headers
          .filter(([name]) => !dropped.test(name))
          .map(([name, value]): [string, string] => [name, value]);
        const exit = config.is_proxy_integration
          ? asGateway(lines, content)
          : asAnswer(config, answer.status, lines, answer.body, content);
        if (config.is_proxy_integration && formProblem(content) !== undefined) throw exit;
        // Kong writes the version of HTTP/2 whatever the client speaks.
        throw new Exit(exit.status, exit.body, [...exit.headers, ['Via', '2 kong/3.9.3']]);
      },
    };
  },
};
