import 'reflect-metadata';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';
import { buildSchema, createResolversMap, type NonEmptyArray } from 'type-graphql';
import type { RequestContext } from './context.ts';
import { spreadPublicTag } from './public-tag.ts';

const federation = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.7"
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag"]
)
`;

/** Loads an entity by its key for `_entities`: undefined when the caller may not see it. */
export type ReferenceResolver = (
  reference: { id: string } & Record<string, unknown>,
  context: RequestContext,
) => unknown;

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what type-graphql calls a class
type Class = Function;

export interface SubgraphDefinition {
  resolvers: NonEmptyArray<Class>;
  /** Types that no field of this subgraph leads to, such as entities that are only extended. */
  orphanedTypes?: Class[];
  /** By entity name. */
  references: Record<string, ReferenceResolver>;
  /** Instances of the resolver classes. */
  container: { get(resolver: Class): unknown };
}

/** An executable federated schema and its SDL. Only the classes that are named are built, whatever else is loaded. */
export async function buildSubgraph(
  definition: SubgraphDefinition,
): Promise<{ schema: GraphQLSchema; sdl: string }> {
  const { resolvers, orphanedTypes = [], references, container } = definition;
  const built = await buildSchema({
    resolvers,
    orphanedTypes,
    container: { get: (resolver) => container.get(resolver) as object },
    validate: false,
    skipCheck: true,
  });
  const sdl = federation + spreadPublicTag(printSubgraphSchema(built));
  const resolverMap = createResolversMap(built) as Record<string, Record<string, unknown>>;
  for (const [entity, resolveReference] of Object.entries(references)) {
    resolverMap[entity] = { ...resolverMap[entity], __resolveReference: resolveReference };
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolverMap as never }]);
  return { schema, sdl };
}

/** A container over resolver instances, found by their class. */
export function containerOf(...instances: object[]): SubgraphDefinition['container'] {
  const byClass = new Map(instances.map((instance) => [instance.constructor as Class, instance]));
  return {
    get(resolver) {
      const instance = byClass.get(resolver);
      if (!instance) throw new Error(`No instance of the resolver ${resolver.name} was given.`);
      return instance;
    },
  };
}
