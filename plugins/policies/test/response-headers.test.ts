import { describe, expect, it } from 'vitest';
import { responseHeaders } from '../src/response-headers.ts';
import { compiled, issues, merged } from './configuration.ts';

describe('response headers', () => {
  it.each([
    ...['Connection', 'keep-alive', 'Transfer-Encoding', 'Trailer', 'Upgrade', 'Proxy-Authenticate'],
    ...['Content-Length', 'content-encoding', 'Content-Type', 'Content-Range', 'X-APIM-Any'],
    ...['Via', 'X-Kong-Request-Id', 'X Y', 'X:Y', 'Set-Cookie:a=1', 'X\n', ''],
  ])('attack 41: %j can be neither set nor removed', (name) => {
    expect(issues(responseHeaders, { set: [{ name, value: 'x' }] })[0]).toMatch(/^set\[0\].name: /);
    expect(issues(responseHeaders, { remove: [name] })[0]).toMatch(/^remove\[0\]: /);
  });

  it('cookies can be removed, but not replaced', () => {
    expect(issues(responseHeaders, { remove: ['Set-Cookie'] })).toEqual([]);
    expect(issues(responseHeaders, { set: [{ name: 'set-cookie', value: 'a=1' }] })).toEqual([
      expect.stringContaining('set[0].name: cannot be set'),
    ]);
  });

  it.each(['a\r\nSet-Cookie: b=1', 'a\nb', 'a\u0000', 'é', ': x', ' x', ''])(
    'attack 41: the value %j is refused',
    (value) => {
      expect(issues(responseHeaders, { set: [{ name: 'X-A', value }] })[0]).toMatch(/^set\[0\].value: /);
    },
  );

  it('a header gets its value whether the upstream sent it or not, and templates are plain text', () => {
    expect(
      compiled(responseHeaders, { set: [{ name: 'X-A', value: '$(1):2' }], remove: ['X-B'] }).plugins,
    ).toEqual([
      {
        name: 'response-transformer',
        config: {
          remove: { headers: ['X-B'] },
          replace: { headers: ['X-A:$(1):2'] },
          add: { headers: ['X-A:$(1):2'] },
        },
      },
    ]);
  });

  it('a header is renamed, and set where the upstream sent none', () => {
    const changes = { rename: [{ from: 'X-A', to: 'X-B' }], add: [{ name: 'X-C', value: '1' }] };
    expect(compiled(responseHeaders, changes).plugins[0]?.config).toEqual({
      rename: { headers: ['X-A:X-B'] },
      add: { headers: ['X-C:1'] },
    });
    for (const name of ['Set-Cookie', 'Content-Type', 'X:Y']) {
      expect(issues(responseHeaders, { rename: [{ from: 'X-A', to: name }] })[0]).toMatch(
        /^rename\[0\].to: /,
      );
      expect(issues(responseHeaders, { add: [{ name, value: 'x' }] })[0]).toMatch(/^add\[0\].name: /);
    }
    expect(issues(responseHeaders, { rename: [{ from: 'X-A', to: 'x-a' }] })).toHaveLength(1);
  });

  it('names each header once, and at least one', () => {
    expect(issues(responseHeaders, { set: [{ name: 'X-A', value: '1' }], remove: ['x-a'] })).toEqual([
      'remove[0]: names x-a a second time; name each header once',
    ]);
    expect(issues(responseHeaders, {})).toEqual(['set: give at least one header to set or to remove']);
  });

  it('the more specific word on a header counts', () => {
    const inherited = { set: [{ name: 'X-A', value: '1' }], remove: ['X-B', 'X-C'] };
    expect(
      merged(responseHeaders, inherited, { set: [{ name: 'x-b', value: '2' }], remove: ['x-a'] }),
    ).toEqual({
      set: [{ name: 'x-b', value: '2' }],
      remove: ['X-C', 'x-a'],
      rename: [],
      add: [],
    });
    const renamed = {
      rename: [
        { from: 'X-A', to: 'X-B' },
        { from: 'X-C', to: 'X-D' },
      ],
      add: [{ name: 'X-E', value: '1' }],
    };
    expect(merged(responseHeaders, renamed, { remove: ['x-b'], set: [{ name: 'x-e', value: '2' }] })).toEqual(
      {
        set: [{ name: 'x-e', value: '2' }],
        remove: ['x-b'],
        rename: [{ from: 'X-C', to: 'X-D' }],
        add: [],
      },
    );
  });
});
