import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startReplay } from './support/replay.ts';
import { shapeOf } from './support/shape.ts';
import { present, unlessAbsent } from './support/shared.ts';
import { tcpSink, udpSink, until, type Sink } from './support/sinks.ts';

/** Plays a recording's cases one after the other, and gives what its sink took and should have taken. */
async function play(name: string, kind: 'tcp' | 'udp'): Promise<{ sent: string[]; recorded: string[] }> {
  const replay = await startReplay(`behaviours/${name}.json`);
  const sink: Sink = await (kind === 'tcp' ? tcpSink(replay.sinks.tcp) : udpSink(replay.sinks.udp));
  const recorded = (replay.behaviour.received_by_sink ?? []).flatMap(({ body }) =>
    kind === 'tcp' ? body.trimEnd().split('\n') : [body],
  );
  for (const one of replay.behaviour.cases) await replay.send(one);
  await until(() => sink.received.length >= recorded.length);
  await replay.close();
  sink.close();
  return { sent: sink.received.map(({ body }) => body.toString()), recorded };
}

/** A line of statsd whose numbers, and the node's name, are no matter. */
const statOf = (line: string): string =>
  line
    .replace(/^kong\.node\.[^.]+\./, 'kong.node.N.')
    .replace(/:-?\d+\|(?!c)/, (value) => (value === ':-1|' ? value : ':N|'))
    .replace(/(size|space|capacity):\d+/, '$1:N');

describe.skipIf(!present)(`log plugins send what Kong 3.9.3 sends${unlessAbsent}`, () => {
  it.each(['tcp-log', 'udp-log'] as const)(
    '%s: an authenticated, a refused and a failed request',
    async (name) => {
      const { sent, recorded } = await play(name, name === 'tcp-log' ? 'tcp' : 'udp');
      const entries = (texts: string[]): unknown[] => texts.map((text) => shapeOf(JSON.parse(text)));
      expect(entries(sent)).toEqual(entries(recorded));
    },
  );

  it('loggly: each entry behind the head of RFC 5424', async () => {
    const { sent, recorded } = await play('loggly', 'udp');
    const parts = (text: string): unknown[] => {
      const [, head = '', entry = ''] = /^(.*?\]) (\{.*)$/.exec(text) ?? [];
      return [
        head.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S+/, '<time and host>'),
        shapeOf(JSON.parse(entry)),
      ];
    };
    expect(sent.map(parts)).toEqual(recorded.map(parts));
  });

  it.each(['statsd', 'datadog'])('%s: the same metrics in the same order', async (name) => {
    const { sent, recorded } = await play(name, 'udp');
    expect(sent.map(statOf)).toEqual(recorded.map(statOf));
  });

  it('file-log: a line a request', async () => {
    const replay = await startReplay('behaviours/file-log.json');
    for (const one of replay.behaviour.cases) await replay.send(one);
    const lines = (): string[] => readFileSync(replay.logFile, 'utf8').trimEnd().split('\n');
    await until(() => lines().length === 3);
    const sent = lines().map((line) => shapeOf(JSON.parse(line)));
    await replay.close();
    expect(sent).toEqual(shapeOf(replay.behaviour.file_lines));
  });
});
