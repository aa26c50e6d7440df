import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Gets, sets and removes by the path in X-Path, each in a copy of the body, and changes objects and arrays by hand. */
export default definePolicy({
  name: 'documents',
  version: '1.0.0',
  title: 'documents',
  summary: 'Gets, sets and removes by paths.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({}),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',
  onRequest: (ctx) => {
    const { json } = ctx;
    const path = ctx.request.header('x-path') ?? '$';
    const text = ctx.request.text() ?? '';
    const one = json.parse(text);
    const two = json.parse(text);
    const three = json.parse(text);
    const four = json.parse(text);
    if (one === undefined || two === undefined || three === undefined || four === undefined) {
      return ctx.respond(400, 'no JSON');
    }
    const found = json.get(one, path);
    const replaced = json.set(two, path, ['set', null]);
    const removed = json.remove(three, path);
    if (json.isObject(four)) {
      for (const name of Object.keys(four)) {
        const member = four[name];
        if (typeof member === 'number') four[name] = member;
        if (typeof member === 'string') delete four[name];
        if (json.isArray(member)) member.reverse();
      }
      four['new'] = true;
    }
    if (json.isArray(four)) {
      four.shift();
      four.push(one, ...four.slice(0, 1));
    }
    ctx.request.setText(
      [
        found === undefined ? 'undefined' : json.stringify(found),
        `${replaced} ${json.stringify(two)}`,
        `${removed} ${json.stringify(three)}`,
        json.stringify(four),
        json.stringify({ kinds: [json.isNull(found), json.isArray(found), json.isObject(found)] }),
      ].join('\n'),
    );
  },
});
