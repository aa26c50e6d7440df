import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { realm } from './realm.ts';
import { places } from './scopes.ts';

/** key-auth hides only the digest it read; the key itself must not reach the upstream. */
const hidePresentedKey = `
return function()
  kong.service.request.clear_header("X-API-Key")
end`;

/**
 * Requires a key of an application that subscribed to the API. The platform's global code puts the digest of the
 * presented key into `x-apim-key-digest`, the only place where key-auth looks.
 */
export const apiKey = definePolicy({
  name: 'api-key',
  version: '1.0.0',
  title: 'API key',
  summary: 'Requires the key of a subscribed application in the X-API-Key header.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({ realm }),
  merge: 'override',
  examples: [
    { title: 'Require a key', configuration: {} },
    { title: 'Require a key and name the area', configuration: { realm: 'Customer API' } },
  ],
  kong: { plugins: ['key-auth', 'acl', 'pre-function'], minimalVersion: '3.9.0' },
  describe: () => 'Requires an API key of a subscribed application',
  compile: ({ realm }, { api }) => ({
    plugins: [
      {
        name: 'key-auth',
        config: {
          key_names: ['x-apim-key-digest'],
          key_in_header: true,
          key_in_query: false,
          key_in_body: false,
          hide_credentials: true,
          realm,
        },
      },
      { name: 'acl', config: { allow: [`api-${api.id}`], hide_groups_header: true } },
    ],
    functions: [{ phase: 'early', lua: hidePresentedKey }],
  }),
});
