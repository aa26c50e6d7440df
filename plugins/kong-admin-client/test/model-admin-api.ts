import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { entityKinds, kinds, type Entity, type EntityKind } from '../src/index.ts';
import { ModelStore, Refusal } from './model-store.ts';

interface Answer {
  status: number;
  body?: unknown;
}

const below: Readonly<Record<string, EntityKind>> = {
  plugins: 'plugin',
  routes: 'route',
  targets: 'target',
  'key-auth': 'keyauth_credential',
  jwt: 'jwt_secret',
  acls: 'acl',
};
const notFound: Answer = { status: 404, body: { message: 'Not found' } };

/** A model of Kong's Admin API in database mode, on a port of its own: what the recordings of Kong 3.9.3 show, and no more. */
export async function startModelAdminApi(): Promise<{
  adminUrl: string;
  store: ModelStore;
  stop(): Promise<void>;
}> {
  const store = new ModelStore();
  const server = createServer((request, response) => {
    void respond(store, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    adminUrl: `http://127.0.0.1:${port}`,
    store,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

async function respond(store: ModelStore, request: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://model');
  try {
    return route(store, request.method ?? 'GET', url, text === '' ? undefined : (JSON.parse(text) as Entity));
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body };
    return { status: 500, body: { message: 'An unexpected error occurred' } };
  }
}

function route(store: ModelStore, method: string, url: URL, body?: Entity): Answer {
  const [first, second, third, fourth] = url.pathname.split('/').slice(1);
  if (first === '')
    return {
      status: 200,
      body: {
        version: '3.9.3',
        configuration: { database: 'postgres' },
        plugins: { available_on_server: store.plugins },
      },
    };
  if (first === 'status') return { status: 200, body: { database: { reachable: true } } };
  if (first === 'schemas') return schema(store, second, third);
  const kind = entityKinds.find((each) => kinds[each].path === `/${first}`);
  // Kong lists and writes targets below their upstream alone.
  if (!kind || kind === 'target') return notFound;
  if (second === undefined) return collection(store, kind, store.all(kind), method, url, body);
  if (third === undefined) return single(store, kind, second, method, body);
  const child = below[third];
  if (!child || !store.find(kind, second)) return notFound;
  const parented = body && { ...body, [kind]: { id: second } };
  if (child === 'target' && fourth === 'all')
    return collection(store, child, childrenOf(store, kind, second, child), method, url);
  if (child === 'target' && fourth !== undefined && method === 'PUT') {
    const target = store.find('target', fourth);
    return target && parented ? single(store, child, fourth, method, { ...target, ...parented }) : notFound;
  }
  if (fourth !== undefined) return single(store, child, fourth, method, parented);
  return collection(store, child, childrenOf(store, kind, second, child), method, url, parented);
}

function childrenOf(store: ModelStore, kind: EntityKind, id: string, child: EntityKind): Entity[] {
  return store.children(kind, id).flatMap(([each, entity]) => (each === child ? [entity] : []));
}

function schema(store: ModelStore, name?: string, plugin?: string): Answer {
  const kind = entityKinds.find((each) => kinds[each].collection === name);
  const found = plugin === undefined ? kind && store.kinds[kind] : store.plugins[plugin];
  return found
    ? { status: 200, body: found }
    : { status: 404, body: { message: `No entity named '${name}'` } };
}

function collection(
  store: ModelStore,
  kind: EntityKind,
  entities: Entity[],
  method: string,
  url: URL,
  body?: Entity,
): Answer {
  if (method === 'POST' && body) return { status: 201, body: store.insert(kind, body) };
  if (method !== 'GET') return { status: 405, body: { message: 'Method not allowed' } };
  const size = Number(url.searchParams.get('size') ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 1000)
    return {
      status: 400,
      body: { message: 'size must be an integer between 1 and 1000', code: 9, name: 'invalid size' },
    };
  const tags = url.searchParams.get('tags')?.split(',') ?? [];
  const found = entities.filter((entity) => tags.every((tag) => entity.tags?.includes(tag)));
  const start = Number(url.searchParams.get('offset') ?? 0);
  const end = start + size;
  return {
    status: 200,
    body: {
      data: found.slice(start, end),
      next: end < found.length ? `${url.pathname}?offset=${end}` : null,
      ...(end < found.length && { offset: String(end) }),
    },
  };
}

function single(store: ModelStore, kind: EntityKind, id: string, method: string, body?: Entity): Answer {
  const found = store.find(kind, id);
  if (method === 'PUT' && body) return { status: 200, body: store.upsert(kind, { ...body, id }) };
  if (method === 'DELETE') {
    store.delete(kind, id);
    return { status: 204 };
  }
  if (method !== 'GET') return { status: 405, body: { message: 'Method not allowed' } };
  return found ? { status: 200, body: found } : notFound;
}
