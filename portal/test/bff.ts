import { graphql, type GraphQLSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { publicSchemaOf } from '../public-schema.ts';
import { createStore, type Publication } from './store.ts';
import { listen, type RunningServer } from './server.ts';

const composed = join(import.meta.dirname, '../../supergraph/public.graphql');

/** What visitors and developers may ask of the composed graph. */
export const publicSchema = (): GraphQLSchema => publicSchemaOf(readFileSync(composed, 'utf8'));

export interface TestBff extends RunningServer {
  /** Every request that arrived, the latest last. */
  requests: { method: string; url: string; headers: IncomingMessage['headers'] }[];
}

const SESSION = 'session=ada';

/** A BFF of the test's own: serves the public schema over HTTP from memory, with a session for who asked to sign in. */
export async function startBff(publications: Publication[]): Promise<TestBff> {
  const schema = publicSchema();
  const store = createStore(publications);
  const requests: TestBff['requests'] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '/', headers } = request;
    requests.push({ method, url, headers });
    const { pathname, searchParams } = new URL(url, 'http://bff');
    if (pathname === '/auth/login') {
      response.setHeader('set-cookie', [`${SESSION}; Path=/; HttpOnly`, 'other=1; Path=/']);
      return response.writeHead(302, { location: searchParams.get('return') ?? '/' }).end();
    }
    if (pathname === '/auth/logout' && method === 'POST') {
      response.setHeader('set-cookie', 'session=; Path=/; Max-Age=0');
      return response.writeHead(204).end();
    }
    if (pathname === '/auth/callback') {
      const refusal = { code: 'UNAUTHENTICATED', message: 'No log-in is under way.', remedy: 'Begin again.' };
      return response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(refusal));
    }
    if (pathname !== '/graphql' || method !== 'POST') return response.writeHead(404).end();
    const { query, variables } = JSON.parse(await text(request)) as { query: string; variables: object };
    const result = await graphql({
      schema,
      source: query,
      variableValues: { ...variables },
      rootValue: store,
      contextValue: { isSignedIn: headers.cookie?.includes(SESSION) ?? false },
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  };
  const server = await listen((request, response) => {
    void answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  return { ...server, requests };
}
