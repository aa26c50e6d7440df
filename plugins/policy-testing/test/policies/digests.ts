import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Digests, encodings, texts and times. */
export default definePolicy({
  name: 'digests',
  version: '1.0.0',
  title: 'digests',
  summary: 'Digests, encodings, texts and times.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({
    key: z.string().default('k€y').describe('A key.'),
  }),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['pre-function', 'post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',

  onRequest: (ctx, config) => {
    const text = ctx.request.text() ?? '';
    const { hash, time } = ctx;
    ctx.request.setHeader(
      'X-Hashes',
      [
        hash.sha1(text),
        hash.sha256(text),
        hash.md5(text),
        hash.hmacSha1(config.key, text),
        hash.hmacSha256(config.key, text),
        `${hash.crc32(text)}`,
      ].join(' '),
    );
    ctx.request.setHeader(
      'X-Time',
      `${time.now()} ${time.iso(time.now())} ${time.httpDate(time.now() + 86400)}`,
    );
    const encoded = ctx.text.base64(text);
    ctx.request.setHeader('X-Base64', encoded);
    ctx.request.setHeader('X-Back', ctx.text.fromBase64(encoded) === text ? 'same' : 'other');
    ctx.request.setHeader(
      'X-From',
      ctx.hash.md5(ctx.text.fromBase64(ctx.request.header('x-given') ?? '') ?? 'undefined'),
    );
    const n = Number(ctx.request.header('x-n') ?? '0');
    ctx.request.setHeader(
      'X-Texts',
      ctx.text.base64(
        [ctx.text.start(text, n), ctx.text.end(text, n), `${ctx.text.length(text)}`, `${text.length}`].join(
          '|',
        ),
      ),
    );
    ctx.request.setHeader('X-Number', `${n} ${n / 3} ${-n % 7} ${n * 1e21} ${n / 1e9}`);
  },
});
