import type { Actor } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import { assignableRoles, permissions, roleHolds, type Role } from '@apim/kit/permissions';

/** Roles that make sense for a whole organisation only. */
const organizationRoles: Role[] = [
  'organization-owner',
  'organization-administrator',
  'security-administrator',
];

export interface RoleScope {
  organizationId: string;
  projectId?: string;
}

/**
 * Throws FORBIDDEN unless the caller may give or take the role at the scope: it must be one for members, hold no
 * permission that the caller lacks there, and only owners handle owners.
 */
export function requireAssignable(actor: Actor, role: string, scope: RoleScope): void {
  actor.require('member:write', scope);
  const isAssignable = (assignableRoles as string[]).includes(role);
  const isWithinOwn = permissions.every(
    (permission) => !roleHolds(role as Role, permission) || actor.can(permission, scope),
  );
  const isOwner = actor.claims.grants.some(
    ({ role, scope: at }) =>
      at.kind === 'installation' || (role === 'organization-owner' && at.kind === 'organization'),
  );
  if (!isAssignable || !isWithinOwn || (role === 'organization-owner' && !isOwner))
    throw new DomainError('FORBIDDEN', 'This role goes beyond what the caller may give or take.', {
      field: 'input.role',
    });
}

/** Throws INVALID_INPUT unless the text names a role that fits the scope. */
export function requireRole(role: string, scope: RoleScope): void {
  const known = assignableRoles.filter((name) => !scope.projectId || !organizationRoles.includes(name));
  // Known to the platform but never given through the API: refused as beyond the caller, not as unknown.
  if (role === 'platform-administrator' || (known as string[]).includes(role)) return;
  throw new DomainError(
    'INVALID_INPUT',
    scope.projectId ? 'input.role names no role for a project.' : 'input.role names no role.',
    { field: 'input.role', remedy: `Use one of: ${known.join(', ')}.` },
  );
}
