import { Exit, jsonExit } from '../exchange/exit.ts';
import type { Row } from '../schema/field.ts';
import { anyProtocols } from '../schema/typedefs.ts';
import { callUrl, type IncomingAnswer } from './http-client.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  timeout: number;
  https: boolean;
  https_verify: boolean;
  apikey: string | null;
  clientid: string | null;
  appname: string;
  hostdomain: string;
  routeprefix: string | null;
  functionname: string;
}

const bare = (text: string): string => text.replace(/^\/+|\/+$/g, '');

/** Lines of one connection, and those that the gateway writes itself. */
const dropped = /^(content-length|connection|keep-alive|transfer-encoding)$/i;

/** Kong's azure-functions 3.9: a function answers in the place of the upstream. */
export const azureFunctions: PluginDefinition = {
  name: 'azure-functions',
  priority: 749,
  schema: {
    protocols: anyProtocols,
    config: [
      { timeout: { type: 'number', default: 600000 } },
      { keepalive: { type: 'number', default: 60000 } },
      { https: { type: 'boolean', default: true } },
      { https_verify: { type: 'boolean', default: false } },
      { apikey: { type: 'string', encrypted: true, referenceable: true } },
      { clientid: { type: 'string', encrypted: true, referenceable: true } },
      { appname: { type: 'string', required: true } },
      { hostdomain: { type: 'string', required: true, default: 'azurewebsites.net' } },
      { routeprefix: { type: 'string', default: 'api' } },
      { functionname: { type: 'string', required: true } },
    ],
  },
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const path = [config.routeprefix ?? '', config.functionname]
      .map(bare)
      .filter((part) => part !== '')
      .join('/');
    const base = `${config.https ? 'https' : 'http'}://${config.appname}.${config.hostdomain}/${path}`;
    return {
      access: async (exchange) => {
        const headers = Object.fromEntries(
          exchange.upstream.headers.lines.filter(
            ([name]) => !/^(host|content-length|connection|transfer-encoding)$/i.test(name),
          ),
        );
        let answer: IncomingAnswer;
        try {
          const url = new URL(base);
          url.search = exchange.query ?? '';
          answer = await callUrl(url, {
            method: exchange.method,
            headers: {
              ...headers,
              ...(config.apikey === null ? {} : { 'x-functions-key': config.apikey }),
              ...(config.clientid === null ? {} : { 'x-functions-clientid': config.clientid }),
            },
            body: exchange.body,
            timeout: config.timeout,
            verify: config.https_verify,
          });
        } catch (error) {
          gateway.log('error', `azure-functions: ${String(error)}`);
          throw jsonExit(500, { message: 'An unexpected error occurred' });
        }
        const lines = answer.headers.filter(([name]) => !dropped.test(name));
        throw new Exit(answer.status, answer.body, [...lines, ['Via', '2 kong/3.9.3']]);
      },
    };
  },
};
