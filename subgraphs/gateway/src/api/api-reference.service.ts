import type { Actor } from '@apim/kit/actor';
import { notFound } from '@apim/kit/errors';
import type { Database } from '../database.ts';
import { isId } from '../input.ts';
import type { ApiReference, OperationReference } from './api-reference.type.ts';

/** What other managers ask about APIs; a call that carries an organisation sees that one's alone. */
export class ApiReferenceService {
  constructor(private readonly database: Database) {}

  async api(actor: Actor, id: string): Promise<ApiReference> {
    actor.require('system:read');
    const row = isId(id) && (await this.database.api.findFirst({ where: { id, ...ofOrganization(actor) } }));
    if (!row) throw notFound('Api', id);
    return row;
  }

  async operation(actor: Actor, id: string): Promise<OperationReference> {
    actor.require('system:read');
    const row =
      isId(id) && (await this.database.operation.findFirst({ where: { id, ...ofOrganization(actor) } }));
    if (!row) throw notFound('Operation', id);
    return row;
  }
}

const ofOrganization = (actor: Actor) => actor.claims.org && { organizationId: actor.claims.org };
