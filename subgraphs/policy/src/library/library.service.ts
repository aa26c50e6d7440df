import type { Actor } from '@apim/kit/actor';
import { DomainError, notFound } from '@apim/kit/errors';
import { policyJsonSchema, type PolicyRegistry } from '@apim/sdk';
import { PolicyVersionState } from '../own-policy/own-policy.type.ts';
import { fromScopeKinds } from '../scope-kind.ts';
import { PolicyDirection, type Policy } from './policy.type.ts';

/** The library as signed-in callers see it; it is the same for all organisations. */
export class LibraryService {
  readonly #policies: Map<string, Policy>;

  constructor(registry: PolicyRegistry) {
    this.#policies = new Map(
      registry.list().map((policy) => [
        policy.name,
        {
          name: policy.name,
          version: policy.version,
          title: policy.title,
          summary: policy.summary,
          direction: policy.direction === 'inbound' ? PolicyDirection.INBOUND : PolicyDirection.OUTBOUND,
          scopes: fromScopeKinds(policy.scopes),
          configurationSchema: policyJsonSchema(policy),
          examples: [...policy.examples],
          projectId: null,
          deprecated: policy.deprecated ?? null,
          versions: [
            {
              version: policy.version,
              state: policy.deprecated ? PolicyVersionState.DEPRECATED : PolicyVersionState.PUBLISHED,
              instead: policy.deprecated ?? null,
              source: null,
              publishedAt: null,
            },
          ],
        },
      ]),
    );
  }

  /** All policies by name, ascending. */
  list(actor: Actor): Policy[] {
    requireSignIn(actor);
    return [...this.#policies.values()];
  }

  get(actor: Actor, name: string): Policy {
    requireSignIn(actor);
    const policy = this.#policies.get(name);
    if (!policy) throw notFound('Policy', name);
    return policy;
  }

  /** For references: undefined for visitors and for names that no policy has. */
  byName(actor: Actor, name: string): Policy | undefined {
    return actor.isSignedIn ? this.#policies.get(name) : undefined;
  }
}

function requireSignIn(actor: Actor): void {
  if (!actor.isSignedIn) throw new DomainError('UNAUTHENTICATED', 'This needs a sign-in.');
}
