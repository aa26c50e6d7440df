import { registry } from '@apim/policies/registry';
import { expect, it } from 'vitest';
import { runTask } from './task.ts';

it('addresses of what is attached to applications are among those to be checked', () => {
  const { upstreams } = runTask(registry, {
    kind: 'compile',
    input: {
      api: { id: 'A', projectId: 'P', organizationId: 'O', basePath: '/a', upstreamPath: '' },
      operations: [{ id: 'o', key: 'GET /a', method: 'GET', path: '/a' }],
      attachments: [
        {
          id: 't',
          policy: 'rate-limit',
          scope: { kind: 'application', id: 'app' },
          configuration: { minute: 1, redis: { host: 'redis.internal' } },
          order: 0,
          enabled: true,
        },
      ],
    },
  });
  expect(upstreams).toMatchObject([{ attachmentId: 't', url: expect.stringContaining('redis.internal') }]);
});
