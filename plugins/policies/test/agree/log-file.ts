import { expect } from 'vitest';
import { logFile } from '../../src/log-file.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(logFile, {
  'requests and answers pass unchanged': {
    config: { requestHeaders: ['User-Agent'] },
    request: { method: 'POST', headers: { 'User-Agent': 'tried' }, body: { a: 1 } },
    upstream: { status: 201, headers: { 'X-Answer': '1' }, body: { b: 2 } },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toMatchObject({ body: '{"a":1}', headers: { 'user-agent': 'tried' } });
      expect(response).toMatchObject({ status: 201, body: '{"b":2}', headers: { 'x-answer': '1' } });
    },
  },
});
