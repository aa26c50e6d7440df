import { describe, expect, it } from 'vitest';
import { responseRateLimit } from '../src/response-rate-limit.ts';
import { compiled, issues } from './configuration.ts';

describe('response rate limit', () => {
  it('what the upstream charges is counted for each application, and refused ahead of it', () => {
    expect(compiled(responseRateLimit, { limits: [{ unit: 'rows', minute: 5, day: 9 }] }).plugins).toEqual([
      {
        name: 'response-ratelimiting',
        config: {
          header_name: 'X-Charge',
          limits: { rows: { minute: 5, day: 9 } },
          limit_by: 'consumer',
          policy: 'local',
          block_on_first_violation: true,
          hide_client_headers: false,
        },
      },
    ]);
  });

  it.each([
    [{ limits: [] }, 'limits: '],
    [{ limits: [{ unit: 'rows' }] }, 'limits[0].minute: limit at least one'],
    [{ limits: [{ unit: 'rows', minute: 0 }] }, 'limits[0].minute: '],
    [{ limits: [{ unit: 'rows', minute: 1.5 }] }, 'limits[0].minute: '],
    [
      { limits: [{ unit: 'rows', second: 10, day: 5 }] },
      'limits[0].day: must not be lower than the limit of a second',
    ],
    [
      {
        limits: [
          { unit: 'rows', minute: 1 },
          { unit: 'ROWS', minute: 1 },
        ],
      },
      'limits: names a unit twice',
    ],
    [{ limits: [{ unit: 'a=b', minute: 1 }] }, 'limits[0].unit: must be 1 to 50'],
    [{ limits: [{ unit: 'a\r\nX: 1', minute: 1 }] }, 'limits[0].unit: must be 1 to 50'],
    [{ limits: [{ unit: 'a', minute: 1 }], header: 'Content-Type' }, 'header: '],
    [{ limits: [{ unit: 'a', minute: 1 }], by: 'everybody' }, 'by: '],
  ])('%j is refused', (configuration, message) => {
    expect(issues(responseRateLimit, configuration)[0]).toContain(message);
  });
});
