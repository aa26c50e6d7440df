import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { DomainError } from '@apim/kit/errors';
import { inTransaction, isDuplicate } from '@apim/kit/transaction';
import { v7 as uuid } from 'uuid';
import type { Api } from '../api/api.type.ts';
import { pack } from '../compressed.ts';
import type { Database } from '../database.ts';
import type { Deployment as DeploymentRow } from '../prisma/client.ts';
import type { DesiredState } from './desired-state.ts';
import {
  DeploymentStatus,
  type Deployment,
  type DeploymentCondition,
  type DeploymentError,
} from './deployment.type.ts';

export interface DeploymentResult {
  writes: number;
  conditions: DeploymentCondition[];
  error?: DeploymentError;
}

/** Opens a deployment: the revision's row if its content is new, and a PENDING deployment of it. */
export async function openDeployment(
  database: Database,
  actor: Actor,
  api: Api,
  environmentId: string,
  state: DesiredState,
): Promise<DeploymentRow> {
  const own = { apiId: api.id, organizationId: api.organizationId, projectId: api.projectId };
  const bundle = await pack(state.text);
  try {
    return await inTransaction(database, async (transaction) => {
      const createdAt = new Date();
      const known = await transaction.revision.findUnique({
        where: { apiId_hash: { apiId: api.id, hash: state.hash } },
        select: { id: true },
      });
      const latest = await transaction.revision.aggregate({
        where: { apiId: api.id },
        _max: { number: true },
      });
      const number = (latest._max.number ?? 0) + 1;
      const revision =
        known ??
        (await transaction.revision.create({
          data: { id: uuid(), ...own, number, hash: state.hash, bundle, createdAt },
          select: { id: true },
        }));
      const last = await transaction.deployment.aggregate({
        where: { apiId: api.id, environmentId },
        _max: { generation: true },
      });
      const deployment = await transaction.deployment.create({
        data: {
          id: uuid(),
          ...own,
          environmentId,
          revisionId: revision.id,
          status: DeploymentStatus.PENDING,
          generation: (last._max.generation ?? 0) + 1,
          conditions: '[]',
          createdAt,
        },
      });
      const details = { deploymentId: deployment.id, environmentId, hash: state.hash };
      await recordChange(transaction, actor, {
        organizationId: api.organizationId,
        action: 'api.deployment.started',
        subject: api.id,
        details,
      });
      return deployment;
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new DomainError('CONFLICT', `The API ${api.slug} is being deployed by someone else just now.`, {
      remedy: 'Deploy again in a moment.',
    });
  }
}

/** Closes a deployment as SYNCED, or as FAILED when there is an error. */
export async function closeDeployment(
  database: Database,
  actor: Actor,
  { id, generation, apiId, organizationId }: DeploymentRow,
  { writes, conditions, error }: DeploymentResult,
): Promise<DeploymentRow> {
  return inTransaction(database, async (transaction) => {
    const row = await transaction.deployment.update({
      where: { id },
      data: {
        status: error ? DeploymentStatus.FAILED : DeploymentStatus.SYNCED,
        observedGeneration: error ? null : generation,
        conditions: JSON.stringify(conditions),
        error: error ? JSON.stringify(error) : null,
        writes,
      },
    });
    await recordChange(transaction, actor, {
      organizationId,
      action: error ? 'api.deployment.failed' : 'api.deployed',
      subject: apiId,
      details: { deploymentId: id, writes, code: error?.code },
      event: 'gateway.api.changed',
    });
    return row;
  });
}

const STALE_MINUTES = 5;

/** Closes deployments that nobody carries out any more, as when their manager was killed: gateways hold some of them or nothing. */
export async function failStaleDeployments(database: Database): Promise<void> {
  const error = {
    code: 'DEPLOYMENT_FAILED',
    message: 'The manager stopped in the middle of the deployment. Deploy again.',
    entity: null,
  } satisfies DeploymentError;
  await database.$executeRaw`UPDATE deployment SET status = ${DeploymentStatus.FAILED}, error = ${JSON.stringify(error)}
    WHERE status = ${DeploymentStatus.PENDING} AND created_at < UTC_TIMESTAMP(3) - INTERVAL ${STALE_MINUTES} MINUTE`;
}

/** The row as the schema shows it. */
export function asDeployment({ conditions, error, status, ...row }: DeploymentRow): Deployment {
  return {
    ...row,
    status: status as DeploymentStatus,
    conditions: JSON.parse(conditions) as DeploymentCondition[],
    error: error === null ? null : (JSON.parse(error) as DeploymentError),
  };
}
