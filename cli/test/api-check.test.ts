import { expect, it } from 'vitest';
import { shell } from './installation.ts';

const check = (rest: string) =>
  shell(`node_modules/.bin/apim api check ${rest}`, { APIM_URL: '', APIM_TOKEN: '' });

it('documents are checked without a platform: routes for what is good, code and remedy for what is not', async () => {
  const { stdout, code } = await check(
    'cli/samples/customers.openapi.yaml package.json nowhere.json --base-path /shop --json',
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    {
      ok: true,
      title: 'Customers',
      upstream: 'http://localhost:4090',
      routes: [{ operation: 'GET /customers' }, { path: '~/shop/customers/(?<id>[^/]+)$' }, {}],
    },
    { ok: false, refusal: { code: 'DOCUMENT_NOT_OPENAPI', remedy: expect.any(String) } },
    { ok: false, refusal: { code: 'DOCUMENT_UNREADABLE' } },
  ]);
});

it('a good document alone ends with 0', async () => {
  const { stdout, code } = await check('cli/samples/orders.openapi.yaml');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /✓ cli\/samples\/orders\.openapi\.yaml: Orders 1\.2\.0 \(3\.0\.3\), 2 routes → http:\/\/localhost:4090/,
  );
});
