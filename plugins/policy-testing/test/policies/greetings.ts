import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { greet, greetings, type Greeting } from './greeting-words.ts';

/** Greets with what a module gives. */
export default definePolicy({
  name: 'greetings',
  version: '1.0.0',
  title: 'greetings',
  summary: 'Greets with what a module gives.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({}),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',
  onRequest: (ctx) => {
    const name = ctx.request.header('X-Name') ?? 'nobody';
    const language: Greeting = ctx.request.query('in') === 'fr' ? 'fr' : 'en';
    ctx.request.setHeader('X-Greeting', `${greet(language, name)} (${Object.keys(greetings).length})`);
  },
});
