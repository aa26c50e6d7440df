import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphql } from 'graphql';
import { shopNames, shopSchema } from '../test/shop.ts';

/**
 * The subgraphs of a measurement, all in one process: the first answer to a body is computed, later ones are
 * remembered, so that what is measured is the gateway. Prints the addresses.
 */
const urls: Record<string, string> = {};
for (const name of shopNames) {
  const schema = shopSchema(name);
  const answers = new Map<string, string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', async () => {
      let answer = answers.get(body);
      if (answer === undefined) {
        const { query, variables } = JSON.parse(body) as {
          query: string;
          variables: Record<string, unknown>;
        };
        answer = JSON.stringify(await graphql({ schema, source: query, variableValues: variables }));
        answers.set(body, answer);
      }
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      });
      response.end(answer);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}
process.stdout.write(JSON.stringify(urls));
