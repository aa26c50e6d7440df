import assert from 'node:assert/strict';
import test from 'node:test';
import { testPolicy } from '@apim/policy-testing';
import headers from './policies/headers.ts';

test('a handler sets a header', async () => {
  const { upstreamRequest, response } = await testPolicy(headers, {
    source: new URL('./policies/headers.ts', import.meta.url),
    config: {},
    consumer: { username: 'ana' },
    request: { headers: { 'X-A': 'a' } },
    upstream: { status: 201, body: { ok: true } },
  });
  assert.equal(upstreamRequest?.headers['x-early'], 'a');
  assert.deepEqual([response.status, response.body], [202, '{"ok":true}']);
});
