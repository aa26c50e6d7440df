import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { httpSink, type Received, type Sink } from './sinks.ts';

type Answer = { status?: number; headers?: string[]; body: string };

const json = ['Content-Type', 'application/json'];

/** The functions behind the recordings of aws-lambda, by name. */
const functions: Record<string, Answer> = {
  plain: { headers: [...json, 'x-amzn-RequestId', 'abc'], body: '{"hello": "lambda"}' },
  gw: {
    headers: json,
    body: '{"statusCode": 201, "headers": {"X-Lam": "1"}, "multiValueHeaders": {"X-M": ["a", "b"]}, "body": "aGk=", "isBase64Encoded": true}',
  },
  err: {
    headers: [...json, 'X-Amz-Function-Error', 'Unhandled'],
    body: '{"errorMessage": "boom", "errorType": "E"}',
  },
  bad: { headers: json, body: '{"foo": 1}' },
};

const answerOfFunction = ({ line = '' }: Received): Answer =>
  functions[/\/functions\/(\w+)\//.exec(line)?.[1] ?? ''] ?? { status: 404, body: '' };

/** The model behind the recordings of the AI plugins, which always says the same. */
const model: Answer = {
  headers: json,
  body: '{"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, "model": "gpt-4-0613", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello from the fake model"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}}',
};

/** A port that takes no connection and refuses none: its process stands still, and its backlog is full. */
export async function startStalled(port: number): Promise<() => void> {
  const code = `require('node:net').createServer().listen({ port: ${port}, host: '127.0.0.1', backlog: 1 }, () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.race([
    Promise.all(fillers.map((socket) => new Promise((resolve) => socket.once('connect', resolve)))),
    new Promise((resolve) => setTimeout(resolve, 200)),
  ]);
  return () => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
  };
}

/** What a recording had besides its upstream, at the port of its sink; undefined for those that only listened. */
export function startPartner(path: string, port: number): Promise<Sink> | undefined {
  if (path.endsWith('/aws-lambda.json')) return httpSink(port, answerOfFunction);
  if (/\/ai(-transformers)?\.json$/.test(path)) return httpSink(port, () => model);
  return undefined;
}
