import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import { testPolicy, type PolicyOutcome } from '../src/index.ts';
import block from './recorded/block.ts';
import canary from './recorded/canary.ts';
import mask from './recorded/mask.ts';
import require from './recorded/require.ts';
import sign from './recorded/sign.ts';
import sunset from './recorded/sunset.ts';
import validate from './recorded/validate.ts';

/** The handlers that ran on a real Kong, in the words of today's interface. */
const policies: Readonly<Record<string, Policy>> = {
  'p2-block': block as unknown as Policy,
  'p3-require': require as unknown as Policy,
  'p4-mask': mask as unknown as Policy,
  'p5-canary': canary as unknown as Policy,
  'p6-validate': validate as unknown as Policy,
  'p7-sign': sign as unknown as Policy,
  'p8b-sunset': sunset as unknown as Policy,
  'p8c-sunset': sunset as unknown as Policy,
};

/** Where today's handlers are stricter: names reach through arrays, and what cannot be read is withheld. */
const changed = new Set(['p4-mask/array-root', 'p4-mask/bad-json', 'p4-mask/not-json-type', 'p4-mask/gzip']);

interface Recording {
  readonly params: Readonly<Record<string, Record<string, unknown>>>;
  readonly cases: readonly {
    readonly name: string;
    readonly request: { method: string; target: string; headers: [string, string][]; body: string };
    readonly response: {
      status: number;
      headers: [string, string][];
      body: string;
      json?: { upstream?: string; headers?: [string, string][] };
    };
  }[];
}

const file = join(import.meta.dirname, '../../../../shared/kong/behaviours-extra/ts-handlers.json');
const present = existsSync(file);
const { params, cases }: Recording = present
  ? (JSON.parse(readFileSync(file, 'utf8')) as Recording)
  : { params: {}, cases: [] };

describe.skipIf(!present)(
  `handlers do what they did on a real Kong 3.9.3${present ? '' : ' (skipped: ../shared/kong is absent)'}`,
  () => {
    for (const { name, request, response } of cases) {
      const kind = name.split('/')[0] ?? '';
      const policy = policies[kind];
      if (policy === undefined || changed.has(name)) continue;

      it(name, async () => {
        const outcome = await testPolicy(policy, {
          config: params[kind] ?? {},
          source: new URL(`./recorded/${policy.name}.ts`, import.meta.url),
          request: {
            method: request.method,
            path: request.target,
            headers: Object.fromEntries(
              request.headers
                .filter(([header]) => header !== 'Host' && header !== 'Content-Length')
                .map(([header, value]) => [header, utf8(value)]),
            ),
            body: request.body,
          },
          ...(kind === 'p4-mask' && {
            upstream: { headers: { 'Content-Type': 'application/json' }, body: request.body },
          }),
        });
        if (kind === 'p4-mask') expect(outcome.response.body).toBe(response.body);
        else if (response.json?.headers) expectSent(outcome, response.json.headers);
        else if (kind === 'p5-canary') expect(outcome.upstreamRequest?.upstream).toBe('canary');
        else expectAnswered(outcome, response);
        for (const header of ['Deprecation', 'Sunset', 'Link', 'Warning', 'X-Policy']) {
          const recorded = response.headers.find(([one]) => one === header)?.[1];
          expect(outcome.response.headers[header.toLowerCase()], header).toBe(recorded);
        }
      });
    }
  },
);

/** Recorded header values hold one character a byte. */
const utf8 = (value: string): string => Buffer.from(value, 'latin1').toString();

function expectSent({ upstreamRequest }: PolicyOutcome, recorded: readonly [string, string][]): void {
  const own = recorded.filter(([header]) => /^x-(?!forwarded|real-ip|kong)/i.test(header));
  expect(upstreamRequest?.upstream).toBeUndefined();
  expect(upstreamRequest?.headers).toMatchObject(
    Object.fromEntries(own.map(([header, value]) => [header.toLowerCase(), utf8(value)])),
  );
}

function expectAnswered(
  { upstreamRequest, response }: PolicyOutcome,
  recorded: Recording['cases'][number]['response'],
): void {
  expect(upstreamRequest).toBeUndefined();
  expect(response).toMatchObject({
    status: recorded.status,
    body: recorded.body,
    headers: { 'content-type': recorded.headers.find(([header]) => header === 'Content-Type')?.[1] },
  });
}
