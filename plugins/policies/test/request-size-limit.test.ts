import { describe, expect, it } from 'vitest';
import { requestSizeLimit } from '../src/request-size-limit.ts';
import { compiled, issues } from './configuration.ts';

describe('request size limit', () => {
  it('the limit reaches the gateway to the byte', () => {
    expect(compiled(requestSizeLimit, { maxBytes: 1_000_001 }).plugins).toEqual([
      {
        name: 'request-size-limiting',
        config: { allowed_payload_size: 1_000_001, size_unit: 'bytes', require_content_length: false },
      },
    ]);
  });

  it.each([undefined, 0, -1, 1.5, 1024 ** 3 + 1, '10', Number.NaN, null])('%j is no limit', (maxBytes) => {
    expect(issues(requestSizeLimit, { maxBytes })).toEqual([expect.stringMatching(/^maxBytes: /)]);
  });
});
