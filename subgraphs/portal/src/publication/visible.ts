import type { Actor } from '@apim/kit/actor';
import type { Prisma } from '../prisma/client.ts';
import { Visibility } from './publication.type.ts';

/** The publications that the caller may see: public ones, and all of the active organisation. */
export function visibleTo(actor: Actor): Prisma.PublicationWhereInput {
  const { org } = actor.claims;
  const isPublic = { visibility: Visibility.PUBLIC };
  return actor.isSignedIn && org ? { OR: [isPublic, { organizationId: org }] } : isPublic;
}
