import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { composeSupergraph, createSupergraph } from '../src/index.ts';
import { composeShop, shopSdl } from './shop.ts';

it('composition is the same whatever the order of the subgraphs', () => {
  const reversed = Object.fromEntries(Object.entries(shopSdl).reverse());
  expect(composeSupergraph(reversed)).toEqual(composeShop());
});

it('the public contract has the tagged fields and not the types that only others lead to', () => {
  const subgraphUrls = {};
  const { schema } = createSupergraph({ supergraphSdl: composeShop().publicSdl, subgraphUrls });
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['me']);
  expect(schema.getType('Review')).toBeUndefined();
  expect(schema.getMutationType()).toBeFalsy();
});

describe('what does not fit together is named', () => {
  it('types that contradict one another', () => {
    const sdl = {
      ...shopSdl,
      other: 'type Query { other: Int } type Product @key(fields: "id") { id: Int! }',
    };
    expect(() => composeSupergraph(sdl)).toThrow(
      /The subgraphs do not fit together:\n.*[A-Z_]+: .*Product\.id/,
    );
  });

  it('text that is no schema', () => {
    expect(() => composeSupergraph({ ...shopSdl, other: 'type {' })).toThrow(
      /subgraph other is unreadable: Syntax Error/,
    );
  });
});

describe('the committed schemas', () => {
  const names = ['tenant', 'gateway', 'policy', 'portal', 'analytics'];
  const fileOf = (name: string) => new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url);
  const read = (path: URL) => readFileSync(path, 'utf8');
  const isComplete = names.every((name) => existsSync(fileOf(name)));

  it.skipIf(!isComplete)('are what the subgraphs’ own schemas compose to', () => {
    const { supergraphSdl, publicSdl } = composeSupergraph(
      Object.fromEntries(names.map((name) => [name, read(fileOf(name))])),
    );
    expect(read(new URL('../supergraph.graphql', import.meta.url))).toBe(supergraphSdl);
    expect(read(new URL('../public.graphql', import.meta.url))).toBe(publicSdl);
  });
});
