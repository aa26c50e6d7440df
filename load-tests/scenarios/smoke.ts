import { check, fail, group, sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { makeProtectedApi, remove, type ProtectedApi } from '../lib/installation.ts';
import { readTarget } from '../lib/target.ts';

export { handleSummary } from '../lib/report.ts';

const document = open('../../cli/samples/customers.openapi.yaml');
const target = readTarget();
const limit = 5;

/** The calls of the tour, by one consumer: is each policy in force on the gateway, and is it quick enough? */
export const options: Options = {
  scenarios: {
    tour: __ENV.DURATION
      ? { executor: 'constant-vus', vus: 1, duration: __ENV.DURATION }
      : { executor: 'per-vu-iterations', vus: 1, iterations: 10, maxDuration: '1m' },
  },
  thresholds: {
    checks: ['rate==1'],
    'http_req_failed{kind:proxy}': ['rate==0'],
    'http_req_duration{kind:proxy}': ['p(95)<500'],
    'http_req_duration{kind:graphql}': ['p(95)<5000'],
  },
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'],
  maxRedirects: 0,
};

/** An API of this run's own; one operation has a limit that the run passes. */
export function setup(): ProtectedApi {
  const api = makeProtectedApi(target, document, [
    { policy: 'api-key', configuration: {} },
    { policy: 'rate-limit', configuration: { minute: 1_000_000 } },
    { policy: 'rate-limit', configuration: { minute: limit }, operation: 'GET /customers/{id}' },
    { policy: 'header-injection', configuration: { set: [{ name: 'X-Served-By', value: 'apim' }] } },
    { policy: 'field-masking', configuration: { fields: [{ path: 'customers[*].email' }] } },
  ]);
  if (isAdmitted(api)) return api;
  remove(target, api);
  fail('The new key is not on the gateway after 15 seconds.');
}

/** A key reaches the gateways within seconds. */
function isAdmitted(api: ProtectedApi): boolean {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    if (call(api, '/customers', 'admission', [200, 401, 403], 'setup').status === 200) return true;
    sleep(0.5);
  }
  return false;
}

function call(
  api: ProtectedApi,
  path: string,
  name: string,
  expected: number[],
  kind = 'proxy',
  key = api.key,
) {
  return http.get(`${target.proxyUrl}${api.basePath}${path}`, {
    headers: key ? { 'X-API-Key': key } : {},
    tags: { name, kind },
    responseCallback: http.expectedStatuses(...expected),
  });
}

export default function tour(api: ProtectedApi): void {
  group('no key', () => {
    check(call(api, '/customers', 'no key', [401], 'proxy', ''), {
      'is refused by 401': ({ status }) => status === 401,
    });
  });

  group('a key', () => {
    const response = call(api, '/customers', 'list', [200]);
    check(response, {
      'is admitted by 200': ({ status }) => status === 200,
      'finds the customers': ({ body }) => String(body).includes('Ada Lovelace'),
      'finds no e-mail address': ({ body }) =>
        String(body).includes('"email"') && !String(body).includes('@'),
    });
  });

  group('the upstream', () => {
    const response = call(api, '/echo', 'echo', [200]);
    check(response, {
      'sees the injected header': () =>
        response.status === 200 && response.json('headers.x-served-by') === 'apim',
      'does not see the key': ({ body }) => !String(body).includes(api.key),
    });
  });

  group('past the limit', () => {
    // A minute may end meanwhile, and a new one admits as many again.
    let status = 0;
    for (let attempt = 0; attempt <= 2 * limit && status !== 429; attempt += 1)
      status = call(api, '/customers/1', 'limited', [200, 429]).status;
    check(status, { 'is refused by 429': (last) => last === 429 });
  });
}

/** Leaves nothing behind. */
export function teardown(api: ProtectedApi): void {
  remove(target, api);
}
