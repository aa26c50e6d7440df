import { expect } from 'vitest';
import { logHttp } from '../../src/log-http.ts';
import { withIntake } from '../log-intake.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(logHttp, {
  'an entry of each request arrives, without the secrets of its headers': (run) =>
    withIntake('http', async ({ port, first }) => {
      const { response } = await run({
        config: {
          endpoint: `http://127.0.0.1:${port}/intake`,
          replacesUsage: true,
          batchSize: 1,
          requestHeaders: ['User-Agent'],
        },
        request: {
          path: '/orders',
          headers: { 'User-Agent': 'tried', Authorization: 'Bearer planted-secret' },
        },
      });
      expect(response.status).toBe(200);
      const entry = await first();
      expect(entry).toContain('tried');
      expect(entry).not.toContain('planted-secret');
    }),
});
