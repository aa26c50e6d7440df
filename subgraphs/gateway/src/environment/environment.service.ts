import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import type { Loaders } from '@apim/kit/context';
import { DomainError } from '@apim/kit/errors';
import { inTransaction, isDuplicate } from '@apim/kit/transaction';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Database, Transaction } from '../database.ts';
import { operatorUrl, parseInput, requireSomewhere } from '../input.ts';
import {
  EnvironmentAudience,
  GatewayMode,
  type CreateEnvironmentInput,
  type CreateGatewayInput,
  type Environment,
  type Gateway,
  type GatewayReference,
} from './environment.type.ts';

const name = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{1,39}$/,
    'must be 2 to 40 letters, digits, “_” and “-”, and begin with a letter',
  );
const environmentInput = z.object({ name, audience: z.enum(EnvironmentAudience) });
const gatewayInput = z.object({
  environment: z.string(),
  name,
  adminUrl: operatorUrl,
  proxyUrl: operatorUrl,
  mode: z.enum(GatewayMode),
});

/** Environments and gateways belong to the installation: every organisation sees them, operators change them. */
export class EnvironmentService {
  constructor(private readonly database: Database) {}

  async environments(actor: Actor): Promise<Environment[]> {
    requireSomewhere(actor, 'environment:read');
    return (await this.database.environment.findMany({ orderBy: { id: 'asc' } })) as Environment[];
  }

  /** Undefined when the caller may not see environments, or there is none with the id. */
  findEnvironment(actor: Actor, loaders: Loaders, id: string): Promise<Environment | undefined> {
    if (!mayRead(actor, 'environment:read')) return Promise.resolve(undefined);
    return loaders
      .get('environment', async (ids) => {
        const rows = await this.database.environment.findMany({ where: { id: { in: [...ids] } } });
        return new Map(rows.map((row) => [row.id, row as Environment]));
      })
      .load(id);
  }

  findGateway(actor: Actor, loaders: Loaders, id: string): Promise<Gateway | undefined> {
    if (!mayRead(actor, 'gateway:read')) return Promise.resolve(undefined);
    return loaders
      .get('gateway', async (ids) => {
        const rows = await this.database.gateway.findMany({ where: { id: { in: [...ids] } } });
        return new Map(rows.map((row) => [row.id, row as Gateway]));
      })
      .load(id);
  }

  async gatewaysOf(actor: Actor, loaders: Loaders, environmentId: string): Promise<Gateway[]> {
    requireSomewhere(actor, 'gateway:read');
    const loader = loaders.get('gatewaysOfEnvironment', async (ids) => {
      const rows = await this.database.gateway.findMany({
        where: { environmentId: { in: [...ids] } },
        orderBy: { id: 'asc' },
      });
      return Map.groupBy(rows as Gateway[], (row) => row.environmentId);
    });
    return (await loader.load(environmentId)) ?? [];
  }

  /** The Admin API's address for who may write gateways; null for everyone else. */
  adminUrlFor(actor: Actor, { adminUrl }: Gateway): string | null {
    return actor.can('gateway:write', { organizationId: actor.claims.org }) ? adminUrl : null;
  }

  /** For other managers. */
  async gatewayReferences(actor: Actor): Promise<GatewayReference[]> {
    actor.require('system:read');
    const rows = await this.database.gateway.findMany({
      include: { environment: { select: { name: true } } },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ environment, ...row }) => ({ ...row, environmentName: environment.name }));
  }

  async createEnvironment(actor: Actor, input: CreateEnvironmentInput): Promise<Environment> {
    actor.require('environment:write', { organizationId: actor.organizationId });
    const data = { id: uuid(), ...parseInput(environmentInput, input), createdAt: new Date() };
    return this.#create(actor, 'environment.created', data.name, data.id, async (transaction) => {
      await transaction.environment.create({ data });
      return data;
    });
  }

  async createGateway(actor: Actor, input: CreateGatewayInput): Promise<Gateway> {
    actor.require('gateway:write', { organizationId: actor.organizationId });
    const { environment: environmentName, ...values } = parseInput(gatewayInput, input);
    const environment = await this.database.environment.findUnique({ where: { name: environmentName } });
    if (!environment) throw unknownEnvironment(environmentName, 'input.environment');
    const data = { id: uuid(), environmentId: environment.id, ...values, createdAt: new Date() };
    return this.#create(actor, 'gateway.created', data.name, data.id, async (transaction) => {
      await transaction.gateway.create({ data });
      return { ...data, driftedUnits: null };
    });
  }

  async #create<T>(
    actor: Actor,
    action: string,
    ownName: string,
    subject: string,
    write: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    try {
      return await inTransaction(this.database, async (transaction) => {
        const created = await write(transaction);
        await recordChange(transaction, actor, {
          organizationId: null,
          action,
          subject,
          details: { name: ownName },
        });
        return created;
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new DomainError('CONFLICT', `The name ${ownName} is taken already.`, { field: 'input.name' });
    }
  }
}

/** The answer to the name of an environment that there is not. */
export const unknownEnvironment = (ownName: string, field: string): DomainError =>
  new DomainError('NOT_FOUND', `Environment ${JSON.stringify(ownName)} was not found.`, {
    field,
    remedy: 'List the environments, or ask the operator to create it.',
  });

function mayRead(actor: Actor, permission: 'environment:read' | 'gateway:read'): boolean {
  if (!actor.claims.org) return false;
  const projects = actor.projectsWith(permission);
  return projects === 'all' || projects.length > 0;
}
