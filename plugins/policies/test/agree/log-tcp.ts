import { expect } from 'vitest';
import { logTcp } from '../../src/log-tcp.ts';
import { withIntake } from '../log-intake.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(logTcp, {
  'an entry of each request arrives, without the secrets of its headers': (run) =>
    withIntake('tcp', async ({ port, first }) => {
      const { response } = await run({
        config: { host: '127.0.0.1', port, requestHeaders: ['User-Agent'] },
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
