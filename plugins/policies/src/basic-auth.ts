import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { realm } from './realm.ts';
import { places } from './scopes.ts';

/** Requires user name and password of an application that subscribed to the API (RFC 7617). */
export const basicAuth = definePolicy({
  name: 'basic-auth',
  version: '1.0.0',
  title: 'Basic authentication',
  summary: 'Requires user name and password of a subscribed application.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({
    realm,
    hideCredentials: z
      .boolean()
      .default(true)
      .describe('Whether user name and password stay at the gateway.')
      .meta({ examples: [false] }),
  }),
  merge: 'override',
  examples: [
    { title: 'Require user name and password', configuration: {} },
    {
      title: 'The upstream reads them too',
      configuration: { realm: 'Customer API', hideCredentials: false },
    },
  ],
  kong: { plugins: ['basic-auth', 'acl'], minimalVersion: '3.9.0' },
  describe: () => 'Requires user name and password of a subscribed application',
  compile: ({ realm: area, hideCredentials }, { api }) => ({
    plugins: [
      { name: 'basic-auth', config: { realm: area, hide_credentials: hideCredentials } },
      { name: 'acl', config: { allow: [`api-${api.id}`], hide_groups_header: true } },
    ],
    functions: [],
  }),
});
