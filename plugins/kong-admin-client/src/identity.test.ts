import { describe, expect, it } from 'vitest';
import { entityId, gatewayOf, isOwned, tagsFor, unitOf } from './identity.ts';

describe('identity', () => {
  it('an id depends on gateway, kind and own id, and on nothing else', () => {
    const id = entityId('g', 'service', 'x');
    expect(id).toBe(entityId('g', 'service', 'x'));
    // Written down so that a change of the namespace, which orphans every entity, does not go unseen.
    expect(id).toBe('79059d15-47d2-5222-a789-d38332872f61');
    expect(
      new Set([id, entityId('h', 'service', 'x'), entityId('g', 'route', 'x'), entityId('g', 'service', 'y')])
        .size,
    ).toBe(4);
  });
  it('tags say whose an entity is', () => {
    const tags = tagsFor({ gatewayId: 'g', unit: 'api-1', organizationId: 'o', projectId: 'p', apiId: '1' });
    expect(tags).toEqual(['apim', 'apim-gateway:g', 'apim-unit:api-1', 'org:o', 'project:p', 'api:1']);
    const entity = { id: 'x', tags };
    expect([isOwned(entity, 'g'), isOwned(entity, 'h'), isOwned({ id: 'x', tags: null }, 'g')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([unitOf(entity), gatewayOf(entity)]).toEqual(['api-1', 'g']);
  });
  it('a value that Kong refuses in a tag, or reads as two, is refused', () => {
    for (const bad of ['a,b', 'a/b', '', 'a\nb'])
      expect(() => tagsFor({ gatewayId: 'g', unit: bad })).toThrow(/Tag apim-unit/);
  });
});
