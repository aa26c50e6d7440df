import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { botDetection } from '../src/bot-detection.ts';
import { compiled, issues, merged } from './configuration.ts';

describe('bot detection', () => {
  it('attack 40: a text is never an expression, so none can stall the gateway', () => {
    expect(compiled(botDetection, { deny: ['(a+)+$', 'a\\Eb', '.*'] }).plugins[0]?.config).toEqual({
      deny: [String.raw`\(a\+\)\+\$`, String.raw`a\\Eb`, String.raw`\.\*`],
    });
    const text = fc.string({ minLength: 2, maxLength: 40, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(text, text, (denied, agent) => {
        const { deny = [] } = compiled(botDetection, { deny: [denied] }).plugins[0]?.config as {
          deny?: string[];
        };
        const expression = new RegExp(deny[0] ?? '');
        expect(expression.test(`x${denied}y`)).toBe(true);
        expect(expression.test(agent)).toBe(agent.includes(denied));
      }),
    );
  });

  it.each(['', 'a', 'a\nb', 'é!', 'x'.repeat(101)])('%j is refused', (text) => {
    expect(issues(botDetection, { allow: [text] })[0]).toMatch(/^allow\[0\]: /);
  });

  it('a rejection that an admission would shadow is refused', () => {
    expect(issues(botDetection, { allow: ['Bot'], deny: ['curl', 'BadBot'] })).toEqual([
      'deny[1]: has no effect: "Bot" in the allow list admits whatever holds it; remove one of them',
    ]);
    const inherited = { allow: ['Bot'] };
    expect(issues(botDetection, merged(botDetection, inherited, { deny: ['BadBot'] }))).toHaveLength(1);
  });

  it('texts add up, and the more specific word on one text counts', () => {
    const inherited = { allow: ['Googlebot', 'bingbot'], deny: ['curl', 'Scrapy'] };
    expect(merged(botDetection, inherited, { allow: ['curl'], deny: ['bingbot', 'Scrapy'] })).toEqual({
      allow: ['Googlebot', 'curl'],
      deny: ['Scrapy', 'bingbot'],
    });
  });
});
