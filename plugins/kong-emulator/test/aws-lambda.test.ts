import { describe, expect, it } from 'vitest';
import { awsAuthorization } from '../src/plugins/aws-signature.ts';
import { startReplay } from './support/replay.ts';
import { present, readJson, unlessAbsent } from './support/shared.ts';

interface Received {
  line: string;
  headers: [string, string][];
  body: string;
}

const recorded = present
  ? readJson<{ received_by_lambda: Received[] }>('behaviours/aws-lambda.json').received_by_lambda
  : [];

/** An event with what differs between runs left out. */
function stable(line: string, body: string): string {
  const event = JSON.parse(body) as { requestContext?: Record<string, unknown> };
  if (event.requestContext) {
    event.requestContext.requestId = '<id>';
    event.requestContext.requestTime = String(event.requestContext.requestTime).replace(/\d/g, '0');
    event.requestContext.requestTimeEpoch = 0;
  }
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, item]): [string, unknown] => [key, sorted(item)])
            .sort(([left], [right]) => (left < right ? -1 : 1)),
        )
      : value;
  return `${line} ${JSON.stringify(sorted(event))}`.replaceAll(/127\.0\.0\.1:\d+/g, 'host');
}

describe.skipIf(!present)(`aws-lambda calls functions as Kong 3.9.3 does${unlessAbsent}`, () => {
  it.each(recorded)('signs %#: $line', ({ line, headers, body }) => {
    const one = (name: string): string => headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? '';
    const [method = '', path = ''] = line.split(' ');
    const names = ['content-length', 'host', 'x-amz-date', 'x-amz-invocation-type', 'x-amz-log-type'];
    const signed = Object.fromEntries(names.map((name) => [name, one(name)]));
    const identity = { key: 'AK', secret: 'SK', region: 'us-east-1', service: 'lambda' };
    expect(awsAuthorization({ method, path, query: '', headers: signed, body }, identity)).toBe(
      one('authorization'),
    );
  });

  it('each function gets an event that it got of Kong', async () => {
    const replay = await startReplay('behaviours/aws-lambda.json');
    for (const one of replay.behaviour.cases) await replay.send(one);
    await replay.close();
    const known = recorded.map(({ line, body }) => stable(line, body));
    const sent = replay.asked.map(({ line = '', body }) => stable(line, body.toString()));
    expect(sent).toHaveLength(replay.behaviour.cases.length);
    expect(known).toEqual(expect.arrayContaining(sent));
  });
});
