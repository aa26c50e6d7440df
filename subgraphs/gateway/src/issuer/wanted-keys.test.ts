import { describe, expect, it } from 'vitest';
import { wantedKeys } from './wanted-keys.ts';

const key = (keyId: string, pem = keyId) => ({ keyId, algorithm: 'RS256', pem });
const trust = (apiId: string, jwksUrl: string) => ({
  apiId,
  group: `jwt-${apiId}`,
  issuer: jwksUrl,
  jwksUrl,
});

describe('keys that a gateway is to hold', () => {
  it('several places that trust the same key share it, by whatever address', () => {
    const sets = new Map([
      ['a', [key('k1'), key('k2')]],
      ['b', [key('k1')]],
    ]);
    expect(wantedKeys([trust('1', 'a'), trust('2', 'b'), trust('3', 'a')], sets, [])).toEqual({
      keys: [
        { ...key('k1'), groups: ['jwt-1', 'jwt-2', 'jwt-3'] },
        { ...key('k2'), groups: ['jwt-1', 'jwt-3'] },
      ],
      failures: [],
    });
  });

  it('an address that does not answer keeps what is held for it, and nothing more', () => {
    const held = [
      { ...key('old'), groups: ['jwt-1', 'jwt-2'] },
      { ...key('other'), groups: ['jwt-2'] },
    ];
    const sets = new Map<string, Error | ReturnType<typeof key>[]>([
      ['down', new Error('it is down')],
      ['up', [key('new')]],
    ]);
    const { keys, failures } = wantedKeys([trust('1', 'down'), trust('2', 'up')], sets, held);
    expect(keys).toEqual([
      { ...key('old'), groups: ['jwt-1'] },
      { ...key('new'), groups: ['jwt-2'] },
    ]);
    expect(failures).toEqual([{ issuer: 'down', jwksUrl: 'down', reason: 'it is down' }]);
  });

  it('nobody takes an id over with a key of their own: the older API keeps it, whoever came first to the gateway', () => {
    const sets = new Map([
      ['theirs', [key('k', 'forged')]],
      ['ours', [key('k', 'genuine')]],
    ]);
    const held = [{ ...key('k', 'forged'), groups: ['jwt-2'] }];
    const { keys, failures } = wantedKeys([trust('2', 'theirs'), trust('1', 'ours')], sets, held);
    expect(keys).toEqual([{ ...key('k', 'genuine'), groups: ['jwt-1'] }]);
    expect(failures).toMatchObject([{ jwksUrl: 'theirs', reason: expect.stringContaining('the id k') }]);
  });
});
