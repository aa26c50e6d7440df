import { Exit } from '../exchange/exit.ts';
import type { Row } from '../schema/field.ts';
import { httpProtocols, url } from '../schema/typedefs.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  status_code: number;
  location: string;
  keep_incoming_path: boolean | null;
}

/** Kong's redirect 3.9: the client is sent elsewhere, on request with the path and query it asked for. */
export const redirect: PluginDefinition = {
  name: 'redirect',
  priority: 779,
  schema: {
    protocols: httpProtocols,
    config: [
      { status_code: { type: 'integer', required: true, default: 301, between: [100, 599] } },
      { location: { ...url, required: true } },
      { keep_incoming_path: { type: 'boolean', default: false } },
    ],
  },
  create: (row) => {
    const config = row as Config;
    const [origin = ''] = /^(?:[^/?#]*:)?\/\/[^/?#]*/.exec(config.location) ?? [];
    return {
      access: ({ rawPath, query }) => {
        const asked = rawPath + (query === undefined ? '' : `?${query}`);
        const location = config.keep_incoming_path ? origin + asked : config.location;
        throw new Exit(config.status_code, 'redirecting', [['Location', location]]);
      },
    };
  },
};
