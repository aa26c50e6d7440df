import type { Actor } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import type { Permission } from '@apim/kit/permissions';
import { z } from 'zod';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text can be an id of ours; others are not looked up. */
export const isId = (value: string): boolean => UUID.test(value);

/** Short name of an API. */
export const slug = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,39}$/,
    'must be 2 to 40 lower-case letters, digits and hyphens, and begin with a letter',
  );

/** A name for people. */
export const displayName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .regex(/^\P{Cc}*$/u, 'must not hold control characters');

/** Where an API answers on its gateways: plain segments, so that no encoding or dot segment means another path. */
export const basePath = z
  .string()
  .max(200, 'must have at most 200 characters')
  .regex(
    /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/,
    'must be one or more segments such as /orders/v1, of letters, digits, “.”, “_” and “-”',
  )
  .refine((path) => !/^\/\.?apim(\/|$)/.test(path), 'must not begin with /apim, which the platform uses');

/** An address of a gateway as an operator gives it. */
export const operatorUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .max(2_000, 'must have at most 2,000 characters');

/** The checked input of a mutation; throws INVALID_INPUT that names the first field at fault. Null means not given. */
export function parseInput<T extends z.ZodType>(schema: T, input: object): z.infer<T> {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = ['input', ...(issue?.path ?? [])].join('.');
  throw new DomainError('INVALID_INPUT', `${field} ${issue?.message}.`, { field });
}

/** Requires the permission for the whole organisation or for at least one of its projects. */
export function requireSomewhere(actor: Actor, permission: Permission): void {
  const projects = actor.projectsWith(permission);
  if (projects === 'all' || projects.length > 0) return;
  actor.require(permission, { organizationId: actor.organizationId });
}
