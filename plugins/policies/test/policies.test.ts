import { parseConfiguration, compilePolicy } from '@apim/sdk';
import { luaEngines } from '@apim/sdk/test/lua';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiKey } from '../src/api-key.ts';
import { headerInjection } from '../src/header-injection.ts';
import { ipFilter } from '../src/ip-filter.ts';
import { rateLimit } from '../src/rate-limit.ts';
import { issues, merged } from './configuration.ts';
import { gatewayProgram, readAnswer } from './gateway.ts';

const api = { id: 'A1', projectId: 'P1', organizationId: 'O1' };

describe('header injection', () => {
  it.each([
    ...[
      'Host',
      'connection',
      'Content-Length',
      'TRANSFER-ENCODING',
      'TE',
      'Upgrade',
      'Keep-Alive',
      'Trailer',
    ],
    ...[
      'X-Consumer-ID',
      'x-consumer-custom-id',
      'X_Consumer_Username',
      'X-Credential-Identifier',
      'X-Anonymous-Consumer',
    ],
    ...['x-apim-key-digest', 'X-APIM', 'X-Authenticated-Groups'],
  ])('attack 6: %s can be neither set nor removed', (name) => {
    expect(issues(headerInjection, { set: [{ name, value: 'x' }] })).toEqual([
      expect.stringMatching(/^set\[0\].name: is reserved/),
    ]);
    expect(issues(headerInjection, { remove: [name] })).toEqual([
      expect.stringMatching(/^remove\[0\]: is reserved/),
    ]);
  });

  it.each(['', 'X Y', 'X:Y', 'X\n', 'é', 'a'.repeat(101), '$(x)'])('%j is no header name', (name) => {
    expect(issues(headerInjection, { remove: [name] })).toEqual([
      expect.stringContaining('remove[0]: must be a header name'),
    ]);
  });

  it.each([
    ['a\r\nX-Evil: 1', 'without line breaks'],
    ['a\u0000', 'without line breaks'],
    ['é', 'printable ASCII'],
    ['a $(kong.db) b', 'which Kong would run as a template'],
    ['$(', 'which Kong would run as a template'],
    [': x', 'must not begin with a colon'],
    [' x', 'must not begin or end with a space'],
  ])('attack 41: the value %j is refused', (value, message) => {
    expect(issues(headerInjection, { set: [{ name: 'X-A', value }] })).toEqual([
      expect.stringContaining(message),
    ]);
  });

  it.each(['a:b', '"]]\\', '$', '$ (x)', "';#--", '%s', '#x', '{vault://env/x}'])(
    'the value %j is sent as it is',
    (value) => {
      const configuration = parseConfiguration(headerInjection, { set: [{ name: 'X-A', value }] });
      expect(compilePolicy(headerInjection, configuration, { api }).plugins).toEqual([
        {
          name: 'request-transformer',
          config: { replace: { headers: [`X-A:${value}`] }, add: { headers: [`X-A:${value}`] } },
        },
      ]);
    },
  );

  it('a header is named once, and at least one must be', () => {
    expect(issues(headerInjection, { set: [{ name: 'X-A', value: '1' }], remove: ['x-a'] })).toEqual([
      'remove[0]: names x-a a second time; name each header once',
    ]);
    expect(issues(headerInjection, {})).toEqual(['set: give at least one header to set or to remove']);
  });

  it('the more specific word on a header counts', () => {
    const inherited = {
      set: [
        { name: 'X-A', value: '1' },
        { name: 'X-B', value: '1' },
      ],
      remove: ['X-C'],
    };
    expect(
      merged(headerInjection, inherited, { set: [{ name: 'x-c', value: '2' }], remove: ['x-a'] }),
    ).toEqual({
      set: [
        { name: 'X-B', value: '1' },
        { name: 'x-c', value: '2' },
      ],
      remove: ['x-a'],
    });
  });
});

describe('IP filter', () => {
  it.each(['10.0.0.0/33', '10.0.0', '::g', '10.0.0.1/', 'localhost', '', '0x7f.1', '::1/129'])(
    '%j is refused',
    (range) => {
      expect(issues(ipFilter, { deny: [range] })).toEqual([
        expect.stringContaining('deny[0]: must be an IP address'),
      ]);
    },
  );

  it('needs somebody to admit or reject', () => {
    expect(issues(ipFilter, {})).toEqual([expect.stringContaining('allow: give at least one')]);
    expect(issues(ipFilter, { allow: [] })).toEqual([expect.stringContaining('allow: admits nobody')]);
  });

  it('whatever range it accepts can be composed', () => {
    const bits = fc.option(fc.nat(128), { nil: undefined });
    const range = fc
      .tuple(fc.oneof(fc.ipV4Extended(), fc.ipV6()), bits)
      .map(([address, length]) => (length === undefined ? address : `${address}/${length}`));
    fc.assert(
      fc.property(range, (text) => {
        fc.pre(issues(ipFilter, { allow: [text] }).length === 0);
        expect(merged(ipFilter, { allow: [text] }, { allow: [text] })).toMatchObject({ allow: [text] });
      }),
    );
  });

  it('across scopes every allow list must admit and any deny list rejects', () => {
    const inherited = { allow: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'], deny: ['10.9.0.0/16'] };
    const own = { allow: ['10.1.0.0/16', '192.0.2.0/24', '203.0.113.1', '2001:db8::1'], deny: ['10.1.1.1'] };
    expect(merged(ipFilter, inherited, own)).toMatchObject({
      allow: ['10.1.0.0/16', '2001:db8::1', '192.0.2.1'],
      deny: ['10.9.0.0/16', '10.1.1.1'],
    });
    expect(merged(ipFilter, inherited, { deny: ['10.1.1.1'] })).toMatchObject({ allow: inherited.allow });
    expect(issues(ipFilter, merged(ipFilter, inherited, { allow: ['172.16.0.0/12'] }))).toEqual([
      expect.stringContaining('no address in common with an inherited list'),
    ]);
  });
});

describe('rate limit', () => {
  it('needs a window, and refuses what Kong would refuse', () => {
    expect(issues(rateLimit, { by: 'ip' })).toEqual([expect.stringContaining('minute: limit at least one')]);
    expect(issues(rateLimit, { second: 10, hour: 5 })).toEqual([
      'hour: must not be lower than the limit of a second (10)',
    ]);
    expect(issues(rateLimit, { second: 1.5 })).toEqual([expect.stringContaining('second:')]);
    expect(issues(rateLimit, { by: 'nobody', minute: 1 })).toEqual([expect.stringContaining('by:')]);
  });

  it('the more specific limit of a window counts and the other windows are inherited', () => {
    expect(merged(rateLimit, { minute: 10, day: 100, by: 'ip' }, { minute: 20 })).toEqual({
      minute: 20,
      day: 100,
      by: 'ip',
    });
  });
});

describe('API key', () => {
  const compiled = compilePolicy(apiKey, parseConfiguration(apiKey, {}), { api });

  it('attacks 36 and 37: key-auth reads the digest header alone', () => {
    expect(compiled.plugins[0]).toMatchObject({
      name: 'key-auth',
      config: {
        key_names: ['x-apim-key-digest'],
        key_in_query: false,
        key_in_body: false,
        hide_credentials: true,
      },
    });
  });

  it('only subscribers of this API are admitted', () => {
    expect(compiled.plugins[1]).toEqual({
      name: 'acl',
      config: { allow: ['api-A1'], hide_groups_header: true },
    });
  });

  for (const { name, present, run } of luaEngines) {
    it.skipIf(!present)(`the key does not reach the upstream, in ${name}`, async () => {
      expect(readAnswer(await run(gatewayProgram(compiled, { chunks: [] }))).cleared).toEqual(['X-API-Key']);
    });
  }
});
