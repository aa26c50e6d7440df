import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { composeShop } from '../test/shop.ts';

/** The peer: @apollo/gateway as its documentation starts it. Prints its address. */
const urls = JSON.parse(process.env.SUBGRAPH_URLS ?? '{}') as Record<string, string>;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let { supergraphSdl } = composeShop();
for (const [name, url] of Object.entries(urls))
  supergraphSdl = supergraphSdl.replace(`http://${name}/graphql`, url);
const gateway = new ApolloGateway({ supergraphSdl, logger: silent });
const { url } = await startStandaloneServer(new ApolloServer({ gateway, logger: silent }), {
  listen: { port: 0, host: '127.0.0.1' },
});
process.stdout.write(url);
