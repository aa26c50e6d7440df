import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type Gateway } from '../../test/gateway.ts';
import { recordedHandlers } from '../../test/recorded-handlers.ts';
import { translatedPolicy, withheld } from '../../test/translated.ts';

const path = join(import.meta.dirname, '../../../../../shared/kong/behaviours-extra/ts-handlers.json');
const present = existsSync(path);

interface Case {
  readonly name: string;
  readonly request: { method: string; target: string; headers: [string, string][]; body: string };
  readonly response: {
    status: number;
    headers: [string, string][];
    body: string;
    json?: { upstream?: string; headers?: [string, string][] };
  };
}

const recording = present
  ? (JSON.parse(readFileSync(path, 'utf8')) as {
      params: Record<string, Record<string, unknown>>;
      cases: Case[];
    })
  : { params: {}, cases: [] };

/** Where today's API does on purpose what the recorded one did not. */
const differ: Readonly<Record<string, string>> = {
  // A name reaches into the elements of a list, so that a mask misses nothing.
  'p4-mask/array-root': '[{"secret":"***"},{"customer":{"ssn":"***"}}]',
  'p4-mask/not-json-type': withheld,
  'p4-mask/gzip': withheld,
  'p4-mask/bad-json': withheld,
};

/** Of what the handlers set. */
const requestHeaders = ['X-Who', 'X-Path', 'X-Uni', 'X-Canary', 'X-Bucket', 'X-Signature'];
const answerHeaders = ['X-Policy', 'Cache-Control', 'Deprecation', 'Sunset', 'Link', 'Warning', 'X-Upstream'];

const pick = (headers: readonly [string, string][], names: readonly string[]): (string | undefined)[] =>
  names.map((name) => headers.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1]);

describe.skipIf(!present)(
  present
    ? 'handlers recorded on a real Kong'
    : 'handlers recorded on a real Kong (skipped: ../shared/kong is absent)',
  () => {
    let gateway: Gateway;
    beforeAll(async () => {
      gateway = await startGateway();
    });
    afterAll(() => gateway.close());

    it.each(recording.cases.map((one) => [one.name, one] as const))(
      '%s',
      async (name, { request, response }) => {
        const [policy = ''] = name.split('/');
        const params = recording.params[policy] ?? {};
        const configuration =
          policy === 'p5-canary' ? { ...params, address: `${gateway.upstreamUrl}/canary` } : params;
        const source = recordedHandlers[policy.replace(/^p8[bc]/, 'p8')] ?? '';
        await gateway.use(translatedPolicy(source), configuration);
        gateway.seen.length = 0;
        gateway.answer = upstreamAnswer(request, response.json?.upstream);
        const answer = await gateway.fetch(request.target, {
          method: request.method,
          headers: request.headers.filter(([header]) => !/^(host|content-length)$/i.test(header)),
          ...(request.body === '' ? {} : { body: request.body }),
        });
        const text = await answer.text();
        const [upstream] = gateway.seen;
        const wentOn =
          response.json?.upstream === 'echo' ||
          response.headers.some(([header]) => header === 'X-Kong-Upstream-Latency');
        expect(upstream !== undefined).toBe(wentOn);
        if (policy === 'p4-mask') {
          expect(text).toBe(differ[name] ?? response.body);
          return;
        }
        expect(answer.status).toBe(response.status);
        expect(answerHeaders.map((header) => answer.headers.get(header) ?? undefined)).toEqual(
          pick(response.headers, answerHeaders),
        );
        if (upstream === undefined) {
          expect(text).toBe(response.body);
          expect(answer.headers.get('content-type')).toBe(pick(response.headers, ['Content-Type'])[0]);
        } else if (response.json?.upstream === 'echo') {
          const set = requestHeaders.map((header) => upstream.headers[header.toLowerCase()]);
          expect(set).toEqual(pick(response.json.headers ?? [], requestHeaders));
          expect(upstream.path).toBe(request.target);
        } else expect(upstream.path).toBe(`/canary${request.target}`);
      },
    );
  },
);

/** As the recordings' upstream answered: the body back, in the type and encoding that were asked for. */
function upstreamAnswer(
  { headers, body, target }: Case['request'],
  upstream: string | undefined,
): Gateway['answer'] {
  if (!target.endsWith('/mirror'))
    return {
      headers: {
        'Content-Type': 'application/json',
        ...(upstream === 'echo' ? { 'X-Upstream': 'echo' } : {}),
      },
      body: '{}',
    };
  const [type, gzip] = pick(headers, ['X-Resp-Ct', 'X-Resp-Gzip']);
  return {
    headers: {
      'Content-Type': type ?? 'application/json',
      ...(gzip === undefined ? {} : { 'Content-Encoding': 'gzip' }),
    },
    body: gzip === undefined ? body : '\u001f\u008b',
  };
}
