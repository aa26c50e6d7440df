import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createHandler } from 'graphql-http';
import { parse, type GraphQLSchema } from 'graphql';
import { composeSupergraph, type Composition } from '../src/compose.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag"])`;

/** SDL of three small subgraphs that extend one another's entities. */
export const shopSdl = {
  accounts: `${link}
    type Query { me: User @tag(name: "public") users: [User!]! }
    type Mutation { rename(id: ID!, name: String!): User }
    type User @key(fields: "id") { id: ID! @tag(name: "public") name: String! @tag(name: "public") email: String nickname: String! }`,
  products: `${link}
    type Query { product(id: ID!): Product products(first: Int = 3): [Product!]! node(id: ID!): Node broken: Int strict: Strict }
    interface Node { id: ID! }
    enum Colour { RED GREEN @inaccessible }
    type Strict { must: String! may: String }
    type Product implements Node @key(fields: "id") { id: ID! title: String! price: Int! colour: Colour hidden: String @inaccessible }
    type Voucher implements Node { id: ID! code: String! }`,
  reviews: `${link}
    type Product @key(fields: "id") { id: ID! price: Int! @external reviews: [Review!]! verdict: String! @requires(fields: "price") }
    type Review @key(fields: "id") { id: ID! text: String! author: User! product: Product! }
    type User @key(fields: "id") { id: ID! reviews: [Review!]! }`,
};

export type ShopName = keyof typeof shopSdl;

type Args = Record<string, string & number>;
type Entity = { id: string; price?: number };

const users = ['1', '2', '3'].map((id) => ({ id, name: `User ${id}`, email: `u${id}@example.org` }));
const product = (id: string) => ({
  __typename: 'Product',
  id,
  title: `Product ${id}`,
  price: 100 * (Number(id) || 7),
  colour: id === 'green' ? 'GREEN' : 'RED',
  hidden: 'hidden',
});
const reviewsOf = (id: string) =>
  ['1', '2'].map((nth) => ({
    id: `${id}-${nth}`,
    text: `Review ${nth} of ${id}`,
    author: { id: nth },
    product: { id },
  }));

const resolvers = {
  accounts: {
    Query: { me: () => users[0], users: () => users },
    Mutation: { rename: (_: unknown, { id, name }: Args) => ({ id, name }) },
    User: {
      __resolveReference: ({ id }: Entity) => users.find((user) => user.id === id),
      nickname: () => null,
    },
  },
  products: {
    Query: {
      product: (_: unknown, { id }: Args) => (id === 'none' ? null : product(String(id))),
      products: (_: unknown, { first }: Args) =>
        Array.from({ length: Number(first) }, (_x, at) => product(String(at + 1))),
      node: (_: unknown, { id }: Args) =>
        String(id) === 'voucher' ? { __typename: 'Voucher', id, code: 'HALF' } : product(String(id)),
      broken: () => {
        throw new Error('password=hunter2 at db.internal');
      },
      strict: () => ({ must: null, may: 'may' }),
    },
    Product: { __resolveReference: ({ id }: Entity) => product(id) },
  },
  reviews: {
    Product: {
      __resolveReference: (reference: Entity) => reference,
      reviews: ({ id }: Entity) => reviewsOf(id),
      verdict: ({ price }: Entity) => ((price ?? 0) > 150 ? 'dear' : 'cheap'),
    },
    User: { reviews: ({ id }: Entity) => reviewsOf(id) },
    Review: { __resolveReference: ({ id }: Entity) => reviewsOf(String(id).split('-')[0] ?? '')[0] },
  },
};

/** An executable schema of one of the three. */
export function shopSchema(name: ShopName): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(shopSdl[name]), resolvers: resolvers[name] as never }]);
}

export const shopNames = Object.keys(shopSdl) as ShopName[];
export const composeShop = (): Composition => composeSupergraph(shopSdl);

/** Each request that a subgraph got. */
export interface Seen {
  subgraph: ShopName;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface Shop {
  urls: Record<ShopName, string>;
  seen: Seen[];
  stop(): Promise<void>;
}

/** Serves the three subgraphs over HTTP on free ports. */
export async function startShop(delayMs = 0): Promise<Shop> {
  const seen: Seen[] = [];
  const servers: Server[] = [];
  const urls = {} as Record<ShopName, string>;
  for (const name of shopNames) {
    const handle = createHandler({ schema: shopSchema(name) });
    const server = createServer((request, response): void => {
      if (request.url === '/health') return void response.end('{}');
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        seen.push({ subgraph: name, headers: request.headers, body });
        setTimeout(async () => {
          const { method = 'POST', url = '/', headers } = request;
          const [answer, { status, headers: sent }] = await handle({
            method,
            url,
            headers,
            body,
            raw: request,
            context: undefined,
          });
          response.writeHead(status, sent).end(answer);
        }, delayMs);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  }
  const stop = async () => {
    await Promise.all(
      servers.map(
        (server) => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
      ),
    );
  };
  return { urls, seen, stop };
}
