import type { SeenAnswer, SeenRequest } from '@apim/sdk/node-runtime';

/** What every gateway adds or rewrites, whatever the policies: left out of comparisons. */
export const addedByGateways = {
  request: [
    'connection',
    'content-length',
    'keep-alive',
    'te',
    'trailer',
    'transfer-encoding',
    'via',
    'x-credential-identifier',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-path',
    'x-forwarded-port',
    'x-forwarded-prefix',
    'x-forwarded-proto',
    'x-kong-request-id',
    'x-real-ip',
  ],
  response: [
    'connection',
    'content-length',
    'date',
    'keep-alive',
    'server',
    'transfer-encoding',
    'via',
    'x-kong-proxy-latency',
    'x-kong-request-id',
    'x-kong-response-latency',
    'x-kong-upstream-latency',
  ],
} as const;

/** One line for each thing in which the gateway differs from what the handlers did in Node; empty when they agree. */
export function differences(
  node: { upstreamRequest: SeenRequest | undefined; response: SeenAnswer },
  gateway: { upstreamRequest: SeenRequest | undefined; response: SeenAnswer },
): string[] {
  const lines: string[] = [];
  const compare: Compare = (what, inNode, onGateway) => {
    const [one, other] = [text(inNode), text(onGateway)];
    if (one === other) return;
    const from = Math.max(0, firstDifference(one, other) - shown / 2);
    lines.push(`${what}\n    in Node:        ${part(one, from)}\n    on the gateway: ${part(other, from)}`);
  };
  const sent = node.upstreamRequest;
  const received = gateway.upstreamRequest;
  if (sent === undefined || received === undefined) {
    compare('request to the upstream', sent && line(sent), received && line(received));
  } else {
    compare('upstream that was chosen', sent.upstream, received.upstream);
    compare('method towards the upstream', sent.method, received.method);
    compare('path towards the upstream', sent.path, received.path);
    compare('query towards the upstream', parameters(sent.query), parameters(received.query));
    compareHeaders('towards the upstream', sent.headers, received.headers, addedByGateways.request, compare);
    compare('body towards the upstream', sent.body, received.body);
  }
  compare('status of the answer', node.response.status, gateway.response.status);
  compareHeaders(
    'of the answer',
    node.response.headers,
    gateway.response.headers,
    addedByGateways.response,
    compare,
  );
  compare('body of the answer', node.response.body, gateway.response.body);
  return lines;
}

type Headers = SeenAnswer['headers'];
type Compare = (what: string, inNode: unknown, onGateway: unknown) => void;

function compareHeaders(
  where: string,
  node: Headers,
  gateway: Headers,
  ignored: readonly string[],
  compare: Compare,
): void {
  for (const name of [...new Set([...Object.keys(node), ...Object.keys(gateway)])].sort()) {
    if (!ignored.includes(name))
      compare(`header ${name} ${where}`, trimmed(node[name]), trimmed(gateway[name]));
  }
}

/** White space around a value has no meaning (RFC 9110, 5.5). */
function trimmed(value: string | string[] | undefined): string | string[] | undefined {
  return typeof value === 'string' ? value.trim() : value?.map((item) => item.trim());
}

/** Decoded, in the order of their names: how a query is written is the gateway's own affair. */
function parameters(query: string): [string, string][] {
  const search = new URLSearchParams(query);
  search.sort();
  return [...search];
}

const line = ({ method, path }: SeenRequest): string => `${method} ${path}`;

const text = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

/** Characters of a long value around the first difference. */
const shown = 400;

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function part(value: string, from: number): string {
  const end = from + shown;
  return `${from > 0 ? '…' : ''}${value.slice(from, end)}${end < value.length ? '…' : ''}`;
}
