import { describe, expect, it } from 'vitest';
import { Actor, anonymous } from './actor.ts';
import { permissions, roleHolds, roles } from './permissions.ts';
import { member } from './testing/actors.ts';

const here = { organizationId: 'org-1' };
const project = { organizationId: 'org-1', projectId: 'project-1' };

describe('a permission', () => {
  it('granted at an organisation holds in its projects', () => {
    expect(new Actor(member('org-1', 'project-publisher')).can('api:write', project)).toBe(true);
  });

  it('granted at a project holds there alone', () => {
    const actor = new Actor(member('org-1', 'project-publisher', 'project-1'));
    expect(actor.can('api:write', project)).toBe(true);
    expect(actor.can('api:write', { ...project, projectId: 'project-2' })).toBe(false);
    expect(actor.can('api:write', here)).toBe(false);
    expect(actor.projectsWith('api:write')).toEqual(['project-1']);
  });

  it('never reaches another organisation', () => {
    const actor = new Actor(member('org-1', 'organization-owner'));
    expect(actor.can('api:read', { organizationId: 'org-2' })).toBe(false);
  });

  it('at an organisation that is not the active one does not hold', () => {
    const claims = { ...member('org-1', 'organization-owner'), org: 'org-2' };
    expect(new Actor(claims).can('api:read', here)).toBe(false);
    expect(new Actor(claims).can('api:read', { organizationId: 'org-2' })).toBe(false);
  });

  it('is refused to visitors as unauthenticated and to members as forbidden', () => {
    expect(() => new Actor(anonymous).require('api:read', here)).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    );
    expect(() => new Actor(member('org-1', 'viewer')).require('api:write', here)).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });

  it('of the system is held by managers alone', () => {
    const others = roles.filter((role) => role !== 'system');
    for (const permission of permissions.filter((name) => name.startsWith('system:'))) {
      expect(others.filter((role) => roleHolds(role, permission))).toEqual([]);
    }
  });
});
