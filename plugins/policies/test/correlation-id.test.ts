import { describe, expect, it } from 'vitest';
import { correlationId } from '../src/correlation-id.ts';
import { compiled, issues } from './configuration.ts';

describe('correlation id', () => {
  it.each([
    'Authorization',
    'Cookie',
    'Set-Cookie',
    'Content-Type',
    'X-API-Key',
    'ID',
    'X--ID',
    'X-ID\r\nY: 1',
  ])('attack 41: %j never carries an identifier, as it means something else', (header) => {
    expect(issues(correlationId, { header })[0]).toMatch(/^header: must /);
  });

  it.each(['X-Consumer-ID', 'X_Consumer-ID', 'x-apim-id', 'X-Kong-Request-Id'])(
    'attack 6: %s stays the gateway’s own',
    (header) => {
      expect(issues(correlationId, { header })).not.toEqual([]);
    },
  );

  it('clients never learn the address and process of the gateway', () => {
    expect(issues(correlationId, { generator: 'tracker' })).toEqual([
      'echo: must be false with tracker, which would tell clients the address and process of the gateway',
    ]);
  });

  it('a random identifier goes both ways unless asked otherwise', () => {
    expect(compiled(correlationId, {}).plugins).toEqual([
      {
        name: 'correlation-id',
        config: { header_name: 'X-Correlation-ID', generator: 'uuid', echo_downstream: true },
      },
    ]);
  });
});
