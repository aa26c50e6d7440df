import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReplay, type Replay } from './support/replay.ts';
import { present, readShared, unlessAbsent, type Recorded } from './support/shared.ts';
import { until } from './support/sinks.ts';

/** The recording also held one request that waited for the gateway to be ready, which belongs to no case. */
const isOfWaiting = (line: string): boolean => line.includes('ready-prometheus');

/** Lines with the values that no two runs share left out; buckets depend on how fast a run was. */
function stable(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => !isOfWaiting(line) && !/_bucket\{.*le="\d/.test(line))
    .map((line) =>
      line
        .replace(/node_id="[^"]*"/, 'node_id="N"')
        .replace(/pid="\d+"/, 'pid="P"')
        .replace(
          /^(kong_(?:memory_lua_shared_dict_bytes|memory_workers|nginx|[a-z]+_latency_ms_sum).*) \d+$/,
          '$1 V',
        )
        // The length of an answer depends on how many digits its latencies have.
        .replace(/^(kong_bandwidth.*) \d+$/, '$1 V'),
    );
}

describe.skipIf(!present)(`prometheus counts as Kong 3.9.3 does${unlessAbsent}`, () => {
  let replay: Replay;
  beforeAll(async () => {
    replay = await startReplay('behaviours/prometheus.json');
  });
  afterAll(() => replay.close());

  const get = async (path: string, headers: [string, string][] = []): Promise<void> => {
    const first = replay.behaviour.cases[0] as Recorded;
    const { request } = first;
    await replay.send({
      ...first,
      request: { ...request, target: path, headers: [...request.headers, ...headers] },
    });
  };
  const scrape = async (): Promise<string> => (await fetch(`${replay.emulator.adminUrl}/metrics`)).text();

  it('the same metrics, labels, counts and order', async () => {
    for (const recorded of replay.behaviour.cases) await replay.send(recorded);
    await get('/k/x', [['apikey', 'alice-key']]);
    await get('/k/x');
    let text = '';
    await until(() => {
      void scrape().then((found) => (text = found));
      return text.includes('code="401"') && text.includes('code="502"');
    });
    expect(stable(text)).toEqual(stable(readShared('behaviours/prometheus-metrics.txt')));
  });

  it('a value counts in every bucket at or above it', async () => {
    const text = await scrape();
    expect(text).toMatch(
      /kong_request_latency_ms_bucket\{service="svc-a",route="a",workspace="default",le="60000"\} 1\n/,
    );
    expect(text).not.toMatch(/consumer="(bob|undefined)"/);
  });
});
