import { expect } from 'vitest';
import { botDetection } from '../../src/bot-detection.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(botDetection, {
  'a text of the list is refused, literally': {
    config: { deny: ['my.reader'] },
    request: { headers: { 'User-Agent': 'Mozilla my.reader/2' } },
    expect: ({ response }) => expect(response.status).toBe(403),
  },
  'a dot stands for nothing but itself': {
    config: { deny: ['my.reader'] },
    request: { headers: { 'User-Agent': 'Mozilla my-reader/2' } },
    expect: ({ response }) => expect(response.status).toBe(200),
  },
});
