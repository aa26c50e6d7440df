import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quota } from '../src/quota.ts';
import { rateLimit } from '../src/rate-limit.ts';
import { spikeArrest } from '../src/spike-arrest.ts';
import { compiled, issues, merged } from './configuration.ts';

const policies = [
  [rateLimit, { minute: 10 }],
  [quota, { month: 10 }],
  [spikeArrest, { second: 10 }],
] as const;

describe.each(policies)('limits of $name', (policy, window) => {
  it('leaves to Kong what is not said, so that policies can share the plugin', () => {
    expect(compiled(policy, window).plugins).toEqual([
      { name: 'rate-limiting', config: { ...window, limit_by: 'consumer', policy: 'local' } },
    ]);
  });

  it('what counts callers goes together across scopes', () => {
    const inherited = { ...window, by: 'header', header: 'X-Tenant', status: 503 };
    expect(merged(policy, inherited, { ...window, by: 'ip' })).toEqual({ ...window, by: 'ip', status: 503 });
    expect(merged(policy, inherited, { ...window, message: 'No' })).toEqual({ ...inherited, message: 'No' });
  });

  it.each([
    [{ by: 'header' }, 'header: belongs to by "header"'],
    [{ header: 'X-Tenant' }, 'header: belongs to by "header"'],
    [{ by: 'header', header: 'X-Apim-Key-Digest' }, 'header: is the gateway’s own'],
    [{ by: 'header', header: 'X\r\nY' }, 'header: must be a header name'],
    [{ by: 'path' }, 'path: belongs to by "path"'],
    [{ by: 'path', path: '/a//b' }, 'path: must be a path'],
    [{ by: 'path', path: '/a?b' }, 'path: must be a path'],
    [{ faultTolerant: true }, 'faultTolerant: is about Redis'],
    [{ status: 200 }, 'status: '],
    [{ message: '<script>alert(1)</script>' }, 'message: must hold neither'],
    [{ message: 'a\nb' }, 'message: must hold neither'],
    [{ redis: { host: '169.254.169.254' } }, 'redis.host: must be a host name'],
    [{ redis: { host: '0x7f.1' } }, 'redis.host: must be a host name'],
    [{ redis: { host: '[::1]' } }, 'redis.host: must be a host name'],
    [{ redis: { host: 'a.test:6379' } }, 'redis.host: must be a host name'],
    [{ redis: { host: 'redis://a.test' } }, 'redis.host: must be a host name'],
    [{ redis: { host: '{vault://env/pg-password}' } }, 'redis.host: must be a host name'],
    [{ redis: { host: 'a.test', port: 0 } }, 'redis.port: '],
    [{ redis: { host: 'a.test', password: 'secret' } }, 'redis.password: '],
    [{ redis: { host: 'a.test', password: '{vault://env/pg-password}' } }, 'redis.password: '],
    [{ redis: { host: 'a.test', username: 'a' } }, 'redis.username: needs a password'],
    [{ redis: { host: 'a.test', username: '{vault://env/a}', password: true } }, 'redis.username: must be'],
  ])('%j is refused', (part, message) => {
    expect(issues(policy, { ...window, ...part })).toEqual([expect.stringContaining(message)]);
  });

  it.each(['Used up ]] "$(x)" \\ {vault://env/x}', "';--%s"])(
    'attack 41: the message %j is data',
    (message) => {
      expect(compiled(policy, { ...window, message }).plugins[0]?.config).toMatchObject({
        error_message: message,
      });
    },
  );

  it('the Redis is named to be checked', () => {
    const upstreams = policy.upstreams as (configuration: object) => unknown;
    expect(upstreams({ redis: { host: 'a.test', port: 6380 } })).toEqual({ redis: 'http://a.test:6380' });
    expect(upstreams({})).toEqual({});
  });
});

describe('the password of a Redis', () => {
  const passwordOf = (host: string, port: number): unknown => {
    const config = compiled(rateLimit, { minute: 1, redis: { host, port, password: true } }).plugins[0]
      ?.config;
    return (config as { redis: { password: string } }).redis.password;
  };

  it('is a reference into the environment of the gateway, which says host and port', () => {
    expect(passwordOf('my-redis.example.com', 6380)).toBe(
      '{vault://env/apim-redis-my--redis-example-com-6380-password}',
    );
  });

  it('can be sent to no other host or port', () => {
    const host = fc
      .stringMatching(/^[a-z0-9]([a-z.-]{0,6}[a-z0-9])?(\.[a-z]-?[a-z])?$/)
      .filter((name) => issues(rateLimit, { minute: 1, redis: { host: name } }).length === 0);
    const place = fc.tuple(host, fc.constantFrom(1, 11, 6379));
    fc.assert(
      fc.property(place, place, (one, other) => {
        fc.pre(one.join() !== other.join());
        expect(passwordOf(...one)).not.toBe(passwordOf(...other));
      }),
      { numRuns: 300 },
    );
    expect(passwordOf('a-b.c', 1)).not.toBe(passwordOf('a.b-c', 1));
  });
});
