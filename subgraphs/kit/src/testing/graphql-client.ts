import { ACTOR_HEADER, type ActorClaims, type ActorSigner } from '../actor.ts';

export interface GraphQLAnswer<T> {
  data: T;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; field?: string; remedy?: string; details?: Record<string, unknown> };
  }[];
}

/** Asks one manager over HTTP as the given actor. */
export function graphqlClient(url: string, audience: string, signer: ActorSigner) {
  return async <T = Record<string, never>>(
    actor: ActorClaims,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<GraphQLAnswer<T>> => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        [ACTOR_HEADER]: await signer.sign(actor, audience, body),
      },
      body,
    });
    return (await response.json()) as GraphQLAnswer<T>;
  };
}
