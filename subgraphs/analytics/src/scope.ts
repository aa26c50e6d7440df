import type { Actor } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import type { Permission } from '@apim/kit/permissions';
import type { Parameter } from './store/duckdb-store.ts';

/** A condition on access events, and its parameters. */
export interface Condition {
  sql: string;
  parameters: Record<string, Parameter>;
}

export interface EventFilter {
  projectId?: string;
  apiId?: string;
  applicationId?: string;
  status?: number;
  from: Date;
  to: Date;
}

/**
 * The events that a caller may see of those asked for: its organisation's APIs, in projects where the permission is held, and
 * every call of its organisation's applications when one is asked for. A foreign id selects nothing, as a random one does.
 */
export function visibleEvents(actor: Actor, permission: Permission, filter: EventFilter): Condition {
  const organizationId = actor.organizationId;
  const projects = actor.projectsWith(permission);
  if (projects !== 'all' && projects.length === 0) actor.require(permission, { organizationId });
  const { projectId, apiId, applicationId, status, from, to } = filter;
  if (from >= to) throw new DomainError('INVALID_INPUT', 'from must be before to.', { field: 'input.from' });

  const parameters: Record<string, Parameter> = { organizationId, from, to };
  const own = applicationId
    ? '(organization_id = $organizationId OR consumer_organization_id = $organizationId)'
    : 'organization_id = $organizationId';
  const conditions = ['occurred_at >= $from', 'occurred_at < $to', own];
  const equal = (column: string, name: string, value: string | number | undefined) => {
    if (value === undefined) return;
    conditions.push(`${column} = $${name}`);
    parameters[name] = value;
  };
  equal('project_id', 'projectId', projectId);
  equal('api_id', 'apiId', apiId);
  equal('application_id', 'applicationId', applicationId);
  equal('status', 'status', status);
  if (projects !== 'all') {
    const names = projects.map((project, index) => {
      parameters[`project${index}`] = project;
      return `$project${index}`;
    });
    conditions.push(`project_id IN (${names.join(', ')})`);
  }
  return { sql: conditions.join(' AND '), parameters };
}
