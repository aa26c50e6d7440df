import type { ActorClaims } from '@apim/kit/actor';

export interface Flights {
  /** Gives the answer of a query that is under way to the same subgraph for the same actor, or starts it. */
  share(
    subgraph: string,
    actor: ActorClaims | undefined,
    body: string,
    start: () => Promise<string>,
  ): Promise<string>;
  /** Lets no later query join one that began before now, so that who changed something reads the change. */
  forget(): void;
}

/** Queries under way; an entry lives until its answer, so nothing is cached. */
export function createFlights(): Flights {
  const underWay = new Map<string, Promise<string>>();
  return {
    share(subgraph, actor, body, start) {
      const key = `${subgraph}\n${actor ? identityOf(actor) : ''}\n${body}`;
      const present = underWay.get(key);
      if (present) return present;
      const answer = start().finally(() => {
        if (underWay.get(key) === answer) underWay.delete(key);
      });
      underWay.set(key, answer);
      return answer;
    },
    forget: () => underWay.clear(),
  };
}

const identities = new WeakMap<ActorClaims, string>();

/** All that distinguishes what two actors may see: the whole of their claims. */
function identityOf(actor: ActorClaims): string {
  let identity = identities.get(actor);
  if (identity === undefined) {
    identity = JSON.stringify([actor.kind, actor.sub, actor.org ?? null, actor.grants]);
    identities.set(actor, identity);
  }
  return identity;
}
