import { describe, expect, it } from 'vitest';
import { HeaderList } from '../src/exchange/headers.ts';
import { extractTrace } from '../src/plugins/trace-extract.ts';
import { traceLines } from '../src/plugins/trace-inject.ts';
import { traceFormats } from '../src/plugins/trace-context.ts';
import { decodeProtobuf, type Message } from './support/protobuf.ts';
import { startReplay } from './support/replay.ts';
import { shapeOf } from './support/shape.ts';
import { present, unlessAbsent } from './support/shared.ts';
import { httpSink, until, type Received } from './support/sinks.ts';

const messagesAt = (message: Message, field: number): Message[] =>
  ((message.get(field) ?? []) as Buffer[]).map(decodeProtobuf);
const messageAt = (message: Message, field: number): Message => messagesAt(message, field)[0] ?? new Map();
const textAt = (message: Message, field: number): string => String(message.get(field)?.[0]);
const idAt = (message: Message, field: number): string =>
  (message.get(field)?.[0] as Buffer | undefined)?.toString('hex') ?? '';

/** Attributes by name; values that differ between runs by their kind. */
function attributesOf(list: Message[]): Record<string, unknown> {
  return Object.fromEntries(
    list
      .map((one): [string, unknown] => {
        const [kind = 0, [value]] = [...messageAt(one, 2)][0] ?? [0, []];
        const isRandom = /request\.id|instance\.id|peer\.port/.test(textAt(one, 1));
        return [textAt(one, 1), [kind, isRandom ? '<varies>' : String(value)]];
      })
      .sort(),
  );
}

/** What a collector understands of a batch: the resource, and each span with the name of its parent. */
function understood(body: Buffer): unknown {
  const spansIn = messageAt(decodeProtobuf(body), 1);
  const scoped = messageAt(spansIn, 2);
  const spans = messagesAt(scoped, 2);
  const names = new Map(spans.map((span) => [idAt(span, 2), textAt(span, 5)]));
  return {
    resource: attributesOf(messagesAt(messageAt(spansIn, 1), 1)),
    scope: [textAt(messageAt(scoped, 1), 1), textAt(messageAt(scoped, 1), 2)],
    spans: spans.map((span) => ({
      name: textAt(span, 5),
      kind: span.get(6),
      parent: span.has(4) ? (names.get(idAt(span, 4)) ?? 'another service') : undefined,
      isNanoseconds:
        String(span.get(7)?.[0]).length === 19 && BigInt(textAt(span, 8)) >= BigInt(textAt(span, 7)),
      attributes: attributesOf(messagesAt(span, 9)),
    })),
  };
}

const headersOf = ({ headers = [] }: Partial<Received>, names: string[]): [string, string][] =>
  headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => names.includes(name))
    .sort();

describe.skipIf(!present)(`tracing is that of Kong 3.9.3${unlessAbsent}`, () => {
  it('opentelemetry: the same spans, attributes and parents', async () => {
    const replay = await startReplay('behaviours/opentelemetry.json');
    const sink = await httpSink(replay.sinks.http);
    for (const one of replay.behaviour.cases) await replay.send(one);
    await until(() => sink.received.length > 0);
    await replay.close();
    sink.close();
    const [recorded] = replay.behaviour.received_by_sink ?? [];
    const [sent] = sink.received;
    expect(sent && understood(sent.body)).toEqual(understood(Buffer.from(recorded?.body ?? '', 'latin1')));
    expect(sent?.line).toBe(recorded?.line);
    const names = ['content-type', 'user-agent'];
    expect(headersOf(sent ?? {}, names)).toEqual(headersOf(recorded as unknown as Partial<Received>, names));
  });

  it('zipkin: the same spans in the same order', async () => {
    const replay = await startReplay('behaviours/zipkin.json');
    const sink = await httpSink(replay.sinks.http);
    const recorded = replay.behaviour.received_by_sink ?? [];
    for (const one of replay.behaviour.cases) {
      await replay.send(one);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until(() => sink.received.length === recorded.length);
    await replay.close();
    sink.close();
    const shape = (body: string): unknown => {
      const text = body.replace(/"[0-9a-f]{16}([0-9a-f]{16})?"/g, '"<id>"');
      return shapeOf(JSON.parse(text));
    };
    expect(sink.received.map(({ body }) => shape(body.toString()))).toEqual(
      recorded.map(({ body }) => shape(body)),
    );
  });
});

describe('traces go on by headers', () => {
  const context = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    isSampled: true,
  };

  it.each(traceFormats)('%s: what is written is read back', (format) => {
    const lines = traceLines(format, { ...context, traceIdBytes: 16 });
    const found = extractTrace(new HeaderList(lines), traceFormats);
    // Datadog has room for half of a trace's id.
    const traceId = format === 'datadog' ? '00000000000000008448eb211c80319c' : context.traceId;
    expect(found).toMatchObject({ format, context: { ...context, traceId } });
  });

  it('b3-single: one header, with the parent', () => {
    const [line] = traceLines('b3-single', { ...context, parentId: '1111111111111111' });
    expect(line).toEqual(['b3', `${context.traceId}-${context.spanId}-1-1111111111111111`]);
    const found = extractTrace(new HeaderList(line ? [line] : []), ['b3']);
    expect(found?.context).toMatchObject({ ...context, parentId: '1111111111111111', isSingleHeader: true });
  });

  it.each([
    ['traceparent', '00-00000000000000000000000000000000-b7ad6b7169203331-01'],
    ['traceparent', 'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ['uber-trace-id', '0:1:0:1'],
    ['x-cloud-trace-context', 'zz/1;o=1'],
    ['x-amzn-trace-id', 'Root=2-5759e988-bd862e3fe1be46a994272793'],
  ])('%s: %s starts a new trace', (name, value) => {
    expect(extractTrace(new HeaderList([[name, value]]), traceFormats)?.context.traceId).toBeUndefined();
  });
});
