/** Every permission and the built-in roles that hold it: the one table. */
const table = {
  'organization:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor', 'security'],
  'organization:write': ['owner', 'administrator'],
  'project:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor', 'security'],
  'project:write': ['owner', 'administrator'],
  'member:read': ['owner', 'administrator', 'auditor', 'security'],
  'member:write': ['owner', 'administrator'],
  'token:write': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'security'],
  'environment:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor', 'security'],
  'environment:write': [],
  'gateway:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor', 'security'],
  'gateway:write': [],
  'api:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor'],
  'api:write': ['owner', 'administrator', 'publisher'],
  'api:deploy': ['owner', 'administrator', 'publisher'],
  'api:publish': ['owner', 'administrator', 'publisher'],
  'policy:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor', 'security'],
  'policy:write': ['owner', 'administrator', 'publisher'],
  'application:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor'],
  'application:write': ['owner', 'administrator', 'publisher', 'developer'],
  'subscription:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor'],
  'subscription:write': ['owner', 'administrator', 'publisher', 'developer'],
  'credential:write': ['owner', 'administrator', 'publisher', 'developer'],
  'usage:read': ['owner', 'administrator', 'publisher', 'developer', 'viewer', 'auditor'],
  'log:read': ['owner', 'administrator', 'publisher', 'developer', 'auditor', 'security'],
  'system:read': [],
  'system:desired-state': [],
} as const satisfies Record<string, readonly string[]>;

export type Permission = keyof typeof table;

/** Role names as stored in rows and carried by an actor. */
const roleNames = {
  'organization-owner': 'owner',
  'organization-administrator': 'administrator',
  'project-publisher': 'publisher',
  developer: 'developer',
  viewer: 'viewer',
  auditor: 'auditor',
  'security-administrator': 'security',
} as const;

/** `platform-administrator` holds everything but `system:*`; `system` is for managers among themselves. */
export type Role = keyof typeof roleNames | 'platform-administrator' | 'system';

export const permissions = Object.keys(table) as Permission[];

export const roles: readonly Role[] = [
  'platform-administrator',
  ...(Object.keys(roleNames) as (keyof typeof roleNames)[]),
  'system',
];

/** Roles that an administrator may give to a member of an organisation. */
export const assignableRoles = Object.keys(roleNames) as (keyof typeof roleNames)[];

/** Whether a role holds a permission, wherever it is granted. */
export function roleHolds(role: Role, permission: Permission): boolean {
  if (role === 'system') return true;
  if (role === 'platform-administrator') return !permission.startsWith('system:');
  return (table[permission] as readonly string[]).includes(roleNames[role]);
}
