import { expect } from 'vitest';
import { pathRewrite } from '../../src/path-rewrite.ts';
import { policyCases } from '../policy-cases.ts';

const rules = [
  { from: '/customers/{customer}/orders/{order}', to: '/orders/{order}/of/{customer}', whole: true },
  { from: '/customers', to: '/v2/clients' },
  { from: '/root', to: '/' },
];
const becomes = (path: string, expected: string) => ({
  config: { rules },
  request: { path },
  expect: ({ upstreamRequest }: { upstreamRequest: { path: string } | undefined }) =>
    expect(upstreamRequest?.path).toBe(expected),
});

export default policyCases(pathRewrite, {
  'parameters move to their place': becomes('/customers/7/orders/a%20b?x=1', '/orders/a%20b/of/7'),
  'what follows a prefix is kept': becomes('/customers/7/notes/', '/v2/clients/7/notes/'),
  'a prefix is whole segments': becomes('/customersx', '/customersx'),
  'a whole path has no more segments': becomes('/customers/7/orders/8/lines', '/v2/clients/7/orders/8/lines'),
  'an empty segment is no parameter': becomes('/customers//orders/8', '/v2/clients/orders/8'),
  'the root is a path too': becomes('/root', '/'),
  'a path that no rule names stays': becomes('/other', '/other'),
  'attack 9: no encoded dots lead upwards': becomes('/customers/%2e%2e/x', '/x'),
});
