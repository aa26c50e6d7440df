import { check, group, sleep } from 'k6';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';

const seen = new Counter('seen');
const size = new Trend('size');

export const options: Options = {
  vus: 2,
  iterations: 6,
  thresholds: {
    [`http_req_duration{name:${__ENV.NAME || 'list'}}`]: [`p(95)<${__ENV.LIMIT || '2000'}`],
    seen: ['count==6'],
    checks: ['rate==1'],
  },
};

export function setup(): { greeting: string } {
  return { greeting: http.get(`${__ENV.TARGET}/setup`).status === 200 ? 'hello' : '' };
}

export default function (data: { greeting: string }): void {
  group('outer', () => {
    const response = http.get(`${__ENV.TARGET}/list?n=1`, {
      headers: { 'X-Greeting': data.greeting },
      tags: { name: 'list' },
    });
    check(response, {
      'status is 200': ({ status }) => status === 200,
      'greeting came back': () => response.json('headers.x-greeting') === 'hello',
      'header names are canonical': ({ headers }) => headers['Content-Type'] === 'application/json',
    });
    size.add(String(response.body).length);
  });
  const [missing, posted] = http.batch([
    ['GET', `${__ENV.TARGET}/missing`, null, { responseCallback: http.expectedStatuses(404) }],
    ['POST', `${__ENV.TARGET}/form`, { a: 'b c' }],
  ]);
  check(missing, { 'missing is 404': (response) => response?.status === 404 });
  check(posted, { 'form arrived': (response) => response?.json('body') === 'a=b+c' });
  seen.add(1);
  sleep(0.01);
}

export function teardown(data: { greeting: string }): void {
  http.del(`${__ENV.TARGET}/teardown?greeting=${data.greeting}`);
}
