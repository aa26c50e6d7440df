import { ACTOR_HEADER, type ActorClaims, type ActorSigner } from '@apim/kit/actor';
import type { Flights } from './in-flight.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import { unavailable, type SubgraphError } from './errors.ts';

/** Who asks, and what traces the request; all that a subgraph learns about the caller's request. */
export interface CallContext {
  actor?: ActorClaims;
  requestId?: string;
  traceparent?: string;
}

export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: SubgraphError[];
}

export interface DataSource {
  /** Sends one operation, given as the exact body text; MANAGER_UNAVAILABLE when no usable answer comes. */
  send(body: string, isQuery: boolean, context: CallContext): Promise<SubgraphAnswer>;
  close(): Promise<void>;
}

export interface DataSourceOptions extends TransportOptions {
  /** The subgraph's name, which a signed actor is meant for. */
  name: string;
  url: string;
  /** Signs the caller's actor over each body; without it no identity is passed on. */
  signer?: ActorSigner;
  /** Queries under way, of all subgraphs. */
  flights: Flights;
}

/**
 * A subgraph over HTTP: kept-alive connections, one deadline for the whole answer, a bounded answer, and one
 * request for queries that are the same while in flight (same body, same actor). Mutations are never shared.
 */
export function createDataSource(options: DataSourceOptions): DataSource {
  const { name, signer, flights } = options;
  const transport = createTransport(options);

  const request = async (body: string, context: CallContext): Promise<string> => {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
    };
    if (context.requestId) headers['x-request-id'] = context.requestId;
    if (context.traceparent) headers.traceparent = context.traceparent;
    if (signer && context.actor) headers[ACTOR_HEADER] = await signer.sign(context.actor, name, body);
    const { status, text } = await transport.post(body, headers);
    if (status === 401) throw new Error('The subgraph refused the signed actor.');
    if (status >= 500 && !text.startsWith('{')) throw unavailable();
    return text;
  };

  return {
    async send(body, isQuery, context) {
      // Each caller parses a copy of its own, since answers are merged in place.
      const text = isQuery
        ? await flights.share(name, context.actor, body, () => request(body, context))
        : await request(body, context).finally(() => flights.forget());
      return parseAnswer(text);
    },
    close: () => transport.close(),
  };
}

function parseAnswer(text: string): SubgraphAnswer {
  const answer = JSON.parse(text) as SubgraphAnswer | null;
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer)) {
    throw new Error('The subgraph’s answer is not a GraphQL response.');
  }
  if (answer.errors !== undefined && !Array.isArray(answer.errors)) {
    throw new Error('The subgraph’s errors are not a list.');
  }
  return answer;
}
