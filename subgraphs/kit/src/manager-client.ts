import { Pool } from 'undici';
import { ACTOR_HEADER, type ActorSigner } from './actor.ts';
import { DomainError, errorCatalogue, type ErrorCode } from './errors.ts';

export type ManagerName = 'tenant' | 'gateway' | 'policy' | 'portal' | 'analytics';

export interface ManagerCall {
  /** The organisation that the work is for; absent for work of the whole installation. */
  organizationId?: string;
  traceparent?: string;
  timeoutMs?: number;
}

export interface ManagerClient {
  /** Runs an operation of another manager as this manager; its coded errors are thrown as DomainError. */
  query<T>(
    manager: ManagerName,
    document: string,
    variables?: Record<string, unknown>,
    call?: ManagerCall,
  ): Promise<T>;
  close(): Promise<void>;
}

interface Answer {
  data?: unknown;
  errors?: {
    message: string;
    extensions?: { code?: string; field?: string; remedy?: string; details?: Record<string, unknown> };
  }[];
}

/** A client for the other managers, with kept-alive connections; `self` is this manager's name. */
export function createManagerClient(
  self: ManagerName,
  urls: Record<string, string>,
  signer: ActorSigner,
): ManagerClient {
  const pools = new Map<string, Pool>();

  const poolOf = (manager: ManagerName): Pool => {
    const url = urls[manager];
    if (!url) throw new Error(`MANAGER_URLS has no address of the ${manager} manager.`);
    let pool = pools.get(manager);
    if (!pool) pools.set(manager, (pool = new Pool(url, { connections: 16 })));
    return pool;
  };

  return {
    async query<T>(
      manager: ManagerName,
      document: string,
      variables: Record<string, unknown> = {},
      call: ManagerCall = {},
    ) {
      const body = JSON.stringify({ query: document, variables });
      const actor = await signer.sign(
        {
          sub: `service:${self}`,
          kind: 'service',
          org: call.organizationId,
          grants: [{ role: 'system', scope: { kind: 'installation' } }],
        },
        manager,
        body,
      );
      const answer = await send(poolOf(manager), manager, body, actor, call);
      const [error] = answer.errors ?? [];
      if (error) throw asDomainError(manager, error);
      return answer.data as T;
    },
    close: async () => void (await Promise.all([...pools.values()].map((pool) => pool.close()))),
  };
}

async function send(
  pool: Pool,
  manager: string,
  body: string,
  actor: string,
  { traceparent, timeoutMs = 30_000 }: ManagerCall,
): Promise<Answer> {
  try {
    const response = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        [ACTOR_HEADER]: actor,
        ...(traceparent && { traceparent }),
      },
      body,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return (await response.body.json()) as Answer;
  } catch (error) {
    throw new DomainError('MANAGER_UNAVAILABLE', `The ${manager} manager does not answer.`, {
      details: { reason: (error as { code?: string }).code },
    });
  }
}

function asDomainError(
  manager: string,
  { message, extensions = {} }: NonNullable<Answer['errors']>[number],
): Error {
  const { code, field, remedy, details } = extensions;
  const isOurFault =
    !code || !(code in errorCatalogue) || code === 'INTERNAL_ERROR' || code === 'UNAUTHENTICATED';
  if (isOurFault) return new Error(`The ${manager} manager failed: ${message}`);
  return new DomainError(code as ErrorCode, message, { field, remedy, details });
}
