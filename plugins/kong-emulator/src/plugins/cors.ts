import type { Exchange } from '../exchange/exchange.ts';
import { Exit } from '../exchange/exit.ts';
import type { HeaderList } from '../exchange/headers.ts';
import type { Field, Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import { originMatcher, type OriginMatcher } from './cors-origin.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  origins: string[] | null;
  headers: string[] | null;
  exposed_headers: string[] | null;
  methods: string[] | null;
  max_age: number | null;
  credentials: boolean;
  private_network: boolean;
  preflight_continue: boolean;
}

const allMethods = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];
const allowOrigin = 'Access-Control-Allow-Origin';

const strings: Field = { type: 'array', elements: { type: 'string' } };
const flag: Field = { type: 'boolean', required: true, default: false };

const isPreflight = (exchange: Exchange): boolean =>
  exchange.method === 'OPTIONS' &&
  exchange.upstream.headers.has('origin') &&
  exchange.upstream.headers.has('access-control-request-method');

/** The origin's and the credentials' lines; `vary` is added to what the upstream said. */
function putOrigin(
  headers: HeaderList,
  origin: string | undefined,
  config: Config,
  match: OriginMatcher,
): void {
  const allowed = match.find(origin);
  if (match.varies) headers.add('vary', 'Origin');
  if (allowed === undefined) headers.remove(allowOrigin);
  else headers.set(allowOrigin, allowed);
  if (!config.credentials) return;
  if (allowed === '*') {
    // Browsers refuse credentials together with `*`.
    if (origin === undefined) return;
    headers.add('vary', 'Origin');
    headers.set(allowOrigin, origin);
  }
  headers.set('Access-Control-Allow-Credentials', 'true');
}

function putPreflight(exchange: Exchange, config: Config): void {
  const headers = exchange.answerHeaders;
  const asked = exchange.upstream.headers;
  const allowed = config.headers?.length
    ? config.headers.join(',')
    : asked.get('access-control-request-headers');
  if (allowed === undefined) headers.remove('Access-Control-Allow-Headers');
  else headers.set('Access-Control-Allow-Headers', allowed);
  headers.set('Access-Control-Allow-Methods', (config.methods ?? allMethods).join(','));
  if (config.max_age !== null) headers.set('Access-Control-Max-Age', String(config.max_age));
  if (config.private_network && asked.get('access-control-request-private-network') === 'true')
    headers.set('Access-Control-Allow-Private-Network', 'true');
}

/** Kong's cors 3.9: preflights are answered here, other answers get their lines. */
export const cors: PluginDefinition = {
  name: 'cors',
  priority: 2000,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [
      { origins: strings },
      { headers: strings },
      { exposed_headers: strings },
      {
        methods: {
          type: 'array',
          default: allMethods,
          elements: { type: 'string', one_of: allMethods },
        },
      },
      { max_age: { type: 'number' } },
      { credentials: flag },
      { private_network: flag },
      { preflight_continue: flag },
    ],
  },
  create: (row) => {
    const config = row as Config;
    const match = originMatcher(config.origins ?? []);
    const done = new WeakSet<Exchange>();
    return {
      access: (exchange) => {
        if (!isPreflight(exchange)) return;
        done.add(exchange);
        if (config.preflight_continue) return;
        const origin = exchange.upstream.headers.get('origin');
        putOrigin(exchange.answerHeaders, origin, config, match);
        putPreflight(exchange, config);
        throw new Exit(200, undefined);
      },
      headerFilter: (exchange) => {
        const headers = exchange.outcome?.headers;
        if (!headers || done.has(exchange)) return;
        putOrigin(headers, exchange.upstream.headers.get('origin'), config, match);
        if (config.exposed_headers?.length)
          headers.set('Access-Control-Expose-Headers', config.exposed_headers.join(','));
      },
    };
  },
};
