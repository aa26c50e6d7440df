import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Announces and enforces an end. */
export default definePolicy({
  name: 'sunset',
  version: '1.0.0',
  title: 'sunset',
  summary: 'Announces and enforces an end.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({
    sunset: z.number(),
    deprecated: z.number(),
    successor: z.string(),
    brownout: z.boolean(),
  }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'As recorded',

  onRequest: (ctx, config) => {
    const isPast = ctx.time.now() >= config.sunset;
    ctx.state.set('past', isPast);
    if (isPast && config.brownout) {
      ctx.respond(
        410,
        { message: `gone since ${ctx.time.iso(config.sunset)}`, successor: config.successor },
        { Link: `<${config.successor}>; rel="successor-version"` },
      );
    }
  },
  onResponse: (ctx, config) => {
    ctx.response.setHeader('Deprecation', `@${config.deprecated}`);
    ctx.response.setHeader('Sunset', ctx.time.httpDate(config.sunset));
    const old = ctx.response.header('Link');
    const link = `<${config.successor}>; rel="successor-version"`;
    ctx.response.setHeader('Link', old === undefined ? link : `${old}, ${link}`);
    if (ctx.state.get('past') === true) ctx.response.setHeader('Warning', '299 - "past sunset"');
  },
});
