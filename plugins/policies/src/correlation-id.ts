import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { headerName } from './header-rules.ts';
import { places } from './scopes.ts';

/** Gives each request an identifier that the upstream can log. One that the client sent is kept, and is the client's word. */
export const correlationId = definePolicy({
  name: 'correlation-id',
  version: '1.0.0',
  title: 'Correlation id',
  summary: 'Gives each request an identifier on the way to the upstream, and can send it back to the client.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      header: headerName
        .regex(/^([a-z0-9]+-)+id$/i, 'must consist of words and end in -ID, such as X-Correlation-ID')
        // Kong writes this one itself.
        .refine((name) => name.toLowerCase() !== 'x-kong-request-id', {
          error: 'is the name of an identifier of the gateway itself; choose another name',
        })
        .default('X-Correlation-ID')
        .describe('Header that carries the identifier; what a client sends in it is kept.')
        .meta({ examples: ['X-Request-ID'] }),
      generator: z
        .enum(['uuid', 'uuid#counter', 'tracker'])
        .default('uuid')
        .describe(
          'A random UUID; a UUID for each worker of the gateway with a counter; or address, port, process, connection and time.',
        )
        .meta({ examples: ['uuid#counter'] }),
      echo: z
        .boolean()
        .default(true)
        .describe('Whether the answer carries the identifier too; not with tracker.')
        .meta({ examples: [false] }),
    })
    .refine(({ generator, echo }) => generator !== 'tracker' || !echo, {
      path: ['echo'],
      message: 'must be false with tracker, which would tell clients the address and process of the gateway',
    }),
  merge: 'override',
  examples: [
    { title: 'A random identifier, also for the client', configuration: {} },
    {
      title: 'Where and when the gateway took the request, for the upstream alone',
      configuration: { header: 'X-Request-ID', generator: 'tracker', echo: false },
    },
  ],
  kong: { plugins: ['correlation-id'], minimalVersion: '3.9.0' },
  describe: ({ header, echo }) =>
    `Identifies each request in ${header}${echo ? ', also for the client' : ''}`,
  compile: ({ header, generator, echo }) => ({
    plugins: [{ name: 'correlation-id', config: { header_name: header, generator, echo_downstream: echo } }],
    functions: [],
  }),
});
