import { DomainError } from '@apim/kit/errors';
import { KongAdminError, type ApplyResult, type EntityRef } from 'kong-admin-client';

/** What the Admin API's failure means for who deploys: GATEWAY_REFUSED names entity and fields, GATEWAY_UNREACHABLE the trouble. */
export function gatewayError(error: unknown, gatewayName: string, entity?: EntityRef): DomainError {
  if (error instanceof DomainError) return error;
  if (!(error instanceof KongAdminError)) throw error;
  const of = entity ?? error.entity;
  switch (error.kind) {
    case 'refused':
    case 'conflict':
    case 'unsupported':
    case 'not-found': {
      const name = of && `${of.kind} ${of.name ?? of.id}`;
      const about = name ? ` the ${name}` : '';
      return new DomainError(
        'GATEWAY_REFUSED',
        `Gateway ${gatewayName} refused${about}: ${reasonOf(error)}`,
        {
          details: { entity: name, fields: error.fields },
        },
      );
    }
    case 'unauthorized':
      return unreachable(
        gatewayName,
        'its Admin API does not accept the manager’s credentials',
        'Correct them.',
      );
    case 'unexpected':
      return unreachable(
        gatewayName,
        `what answers is no Admin API (${error.message})`,
        'Correct the gateway’s address.',
      );
    default:
      return unreachable(gatewayName, `its Admin API does not answer (${error.kind})`);
  }
}

/** The first failure of an apply, or undefined when nothing failed. */
export function firstFailure(result: ApplyResult, gatewayName: string): DomainError | undefined {
  const failed = result.outcomes.find(({ status }) => status === 'failed');
  if (failed?.error) return gatewayError(failed.error, gatewayName, failed.change);
  const skipped = result.outcomes.find(({ status }) => status === 'skipped');
  if (!skipped) return undefined;
  return unreachable(gatewayName, `writing was stopped: ${skipped.reason}`);
}

function reasonOf({ message, fields }: KongAdminError): string {
  const parts = Object.entries(fields ?? {}).map(([field, problem]) => `${field}: ${textOf(problem)}`);
  return parts.length > 0 ? `${parts.join('; ')}.` : message;
}

const textOf = (problem: unknown): string =>
  typeof problem === 'string' ? problem : JSON.stringify(problem);

const unreachable = (gatewayName: string, problem: string, remedy?: string): DomainError =>
  new DomainError('GATEWAY_UNREACHABLE', `Gateway ${gatewayName} can’t be written to: ${problem}.`, {
    remedy,
  });
