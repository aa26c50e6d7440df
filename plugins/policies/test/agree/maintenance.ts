import { expect } from 'vitest';
import { maintenance } from '../../src/maintenance.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(maintenance, {
  'every request gets the message, and none reaches the upstream': {
    config: { message: 'Back at 18:00 UTC' },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(503);
      expect(JSON.parse(response.body)).toMatchObject({ message: 'Back at 18:00 UTC' });
    },
  },
  'a page takes the place of the message': {
    config: { status: 410, page: { contentType: 'text/html; charset=utf-8', text: '<h1>Gone</h1>' } },
    expect: ({ response }) =>
      expect(response).toMatchObject({
        status: 410,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: '<h1>Gone</h1>',
      }),
  },
});
