import 'reflect-metadata';
import { ArgsType, Directive, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import { DomainError } from './errors.ts';

const MAXIMUM = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@ObjectType()
@Directive('@shareable')
@Directive('@tag(name: "public")')
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage: boolean;

  @Field(() => Boolean)
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true })
  startCursor: string | null;

  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

/** Arguments of every connection: up to 200 nodes (50 when not said) after a cursor. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 50 })
  first: number;

  @Field(() => String, { nullable: true })
  after?: string;
}

export interface Page<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: PageInfo;
}

/** The connection and edge classes of a node type; `directives` such as a contract's tag go on both. */
export function connectionOf<T extends object>(
  name: string,
  node: () => ClassType<T>,
  directives: string[] = [],
): ClassType<Page<T>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => String)
    cursor: string;

    @Field(node)
    node: T;
  }

  @ObjectType(`${name}Connection`)
  class Connection {
    @Field(() => [Edge])
    edges: Edge[];

    @Field(() => [node()])
    nodes: T[];

    @Field(() => PageInfo)
    pageInfo: PageInfo;
  }

  for (const directive of directives) {
    Directive(directive)(Edge);
    Directive(directive)(Connection);
  }
  return Connection;
}

const encodeCursor = (id: string): string => Buffer.from(id).toString('base64url');

function decodeCursor(after: string): string {
  const id = Buffer.from(after, 'base64url').toString();
  if (!UUID.test(id))
    throw new DomainError('INVALID_INPUT', 'The cursor is not one of ours.', { field: 'after' });
  return id;
}

/**
 * One page of rows in the order of their UUIDv7 ids. `fetch` gets how many rows to take and the id to start after; it
 * restricts rows to those that the caller may see, so that a foreign cursor is a mere position.
 */
export async function paginate<T extends { id: string }>(
  { first, after }: Pick<PageArgs, 'first' | 'after'>,
  fetch: (take: number, afterId: string | undefined) => Promise<T[]>,
): Promise<Page<T>> {
  if (first < 1 || first > MAXIMUM) {
    throw new DomainError('LIMIT_EXCEEDED', `first is ${first}; it must be 1 to ${MAXIMUM}.`, {
      field: 'first',
    });
  }
  const rows = await fetch(first + 1, after ? decodeCursor(after) : undefined);
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node) => ({ cursor: encodeCursor(node.id), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
