import { describe, expect, it } from 'vitest';
import { maintenance } from '../src/maintenance.ts';
import { compiled, issues } from './configuration.ts';

describe('maintenance', () => {
  it('without any setting it answers 503 with a message', () => {
    expect(compiled(maintenance, {}).plugins).toEqual([
      { name: 'request-termination', config: { status_code: 503, message: 'Down for maintenance' } },
    ]);
  });

  it.each([200, 204, 302, 399, 600])('status %s is refused, as the answer is no result', (status) => {
    expect(issues(maintenance, { status })).toEqual([expect.stringMatching(/^status: /)]);
  });

  it('a message and a page exclude each other, as in Kong', () => {
    const page = { contentType: 'text/plain', text: 'x' };
    expect(issues(maintenance, { message: 'x', page })).toEqual([
      'page: takes the place of the message; give one of the two',
    ]);
    expect(compiled(maintenance, { page }).plugins[0]?.config).toEqual({
      status_code: 503,
      content_type: 'text/plain',
      body: 'x',
    });
  });

  it.each(['text/html\r\nSet-Cookie: a=1', 'html', 'text/html; charset=a"b', ''])(
    'attack 41: %j is no content type',
    (contentType) => {
      expect(issues(maintenance, { page: { contentType, text: 'x' } })).toEqual([
        expect.stringContaining('page.contentType: must be a content type'),
      ]);
    },
  );
});
