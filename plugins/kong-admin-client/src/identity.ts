import { v5 as uuidV5 } from 'uuid';
import type { EntityBase, EntityKind } from './entities.ts';

/** The namespace of all ids that this package derives; changing it orphans every entity in every gateway. */
export const ENTITY_NAMESPACE = '6f0f3a52-7d0e-4d0b-9a55-6f6b1a7c2f10';

/** The tag that marks an entity as ours; entities without it are never touched. */
export const OWNERSHIP_TAG = 'apim';

/** The id of our entity in one gateway: the same input gives the same UUID, so that every write can be repeated. */
export function entityId(gatewayId: string, kind: EntityKind, ownId: string): string {
  return uuidV5(`${gatewayId}/${kind}/${ownId}`, ENTITY_NAMESPACE);
}

/** Whom an entity belongs to: one gateway, one unit, and what it was made from. */
export interface Ownership {
  gatewayId: string;
  /** `platform`, `api-<id>` or `application-<id>`. */
  unit: string;
  organizationId?: string;
  projectId?: string;
  apiId?: string;
  operationId?: string;
  applicationId?: string;
}

/** The tags of an entity of ours. Throws where a value holds what Kong refuses in a tag: `,`, `/` or control characters. */
export function tagsFor(ownership: Ownership): string[] {
  const optional: [string, string | undefined][] = [
    ['org', ownership.organizationId],
    ['project', ownership.projectId],
    ['api', ownership.apiId],
    ['operation', ownership.operationId],
    ['application', ownership.applicationId],
  ];
  return [
    ...ownershipTags(ownership.gatewayId, ownership.unit),
    ...optional.flatMap(([name, value]) => (value === undefined ? [] : [tag(name, value)])),
  ];
}

/** The tags that all entities of a gateway (and of one unit of it) share: the filter to list them by. */
export function ownershipTags(gatewayId: string, unit?: string): string[] {
  const tags = [OWNERSHIP_TAG, tag('apim-gateway', gatewayId)];
  if (unit !== undefined) tags.push(tag('apim-unit', unit));
  return tags;
}

/** Whether an entity is ours and of this gateway. */
export function isOwned(entity: EntityBase, gatewayId: string): boolean {
  const tags = entity.tags ?? [];
  return tags.includes(OWNERSHIP_TAG) && tags.includes(`apim-gateway:${gatewayId}`);
}

/** The unit key in an entity's tags, or undefined. */
export function unitOf(entity: EntityBase): string | undefined {
  return valueOf(entity, 'apim-unit:');
}

/** The gateway id in an entity's tags, or undefined. */
export function gatewayOf(entity: EntityBase): string | undefined {
  return valueOf(entity, 'apim-gateway:');
}

function valueOf(entity: EntityBase, prefix: string): string | undefined {
  return entity.tags?.find((candidate) => candidate.startsWith(prefix))?.slice(prefix.length);
}

function tag(name: string, value: string): string {
  if (!/^[^,/\p{Cc}]+$/u.test(value))
    throw new Error(
      `Tag ${name}: "${value}" is empty or holds ",", "/" or a control character; give a plain id.`,
    );
  return `${name}:${value}`;
}
