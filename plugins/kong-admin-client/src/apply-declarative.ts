import type { Plan } from './change.ts';
import type { Declarative, KongAdminClient } from './client.ts';
import { failuresOf, type EntityFailure } from './declarative-failures.ts';
import { hashOf, toDeclarative } from './declarative.ts';
import { readActual } from './actual.ts';
import { readDefaults } from './defaults.ts';
import type { EntitySet } from './entities.ts';
import { KongAdminError } from './errors.ts';
import { isOwned } from './identity.ts';
import { entityKinds, entityName } from './kinds.ts';
import { planChanges } from './plan.ts';
import { redactError, redactKeysOf } from './redact-keys.ts';

/** What became of a whole configuration. */
export interface DeclarativeResult {
  status: 'unchanged' | 'applied' | 'refused';
  /** The name of the configuration given; pass it as `previousHash` the next time when it is in place. */
  hash: string;
  /** Whether it was sent. */
  posted: boolean;
  /** Of a refused configuration, without the keys of credentials; the gateway goes on with its last good one. */
  error?: KongAdminError;
  /** The same by entity, so that the refused unit can be left out and the rest sent again. */
  failures: EntityFailure[];
}

/** A whole configuration: every unit of the gateway. */
export interface DeclarativeInput {
  gatewayId: string;
  desired: EntitySet;
  /** Of the configuration last applied; without it this is a take-over, refused if anything foreign would be lost. */
  previousHash?: string;
  signal?: AbortSignal;
}

const EMPTY_CONFIGURATION = /^0+$/;

/**
 * Sends the whole to a DB-less gateway, only when its hash changed or the gateway has lost it. Kong takes
 * all or nothing. Throws KongAdminError for anything but a refused configuration.
 */
export async function applyDeclarative(
  client: KongAdminClient,
  input: DeclarativeInput,
): Promise<DeclarativeResult> {
  const { desired, previousHash, signal } = input;
  const declarative = toDeclarative(desired);
  const hash = hashOf(declarative);
  if (previousHash === hash && !(await hasLostAll(client, signal)))
    return { status: 'unchanged', hash, posted: false, failures: [] };
  if (previousHash === undefined) await refuseForeign(client, input);
  try {
    await client.postConfig(declarative, { signal });
    return { status: 'applied', hash, posted: true, failures: [] };
  } catch (error) {
    if (!(error instanceof KongAdminError)) throw error;
    const redact = redactKeysOf(desired);
    if (error.kind !== 'refused') throw redactError(error, redact);
    const detailed = error.flattened?.length ? error : await withFields(client, declarative, error, signal);
    return {
      status: 'refused',
      hash,
      posted: true,
      error: redactError(detailed, redact),
      failures: failuresOf(detailed, desired, redact),
    };
  }
}

/** What would change in a DB-less gateway, read by GET, which it permits. */
export async function planDeclarative(client: KongAdminClient, input: DeclarativeInput): Promise<Plan> {
  const { gatewayId, desired, signal } = input;
  const [actual, defaults] = await Promise.all([
    readActual(client, { gatewayId, signal }),
    readDefaults(client, desired, { signal }),
  ]);
  return planChanges({ gatewayId, desired, actual, defaults });
}

/** A gateway that was started again without storage answers a hash of zeros. */
async function hasLostAll(client: KongAdminClient, signal?: AbortSignal): Promise<boolean> {
  const { configurationHash } = await client.status({ signal });
  return configurationHash !== null && EMPTY_CONFIGURATION.test(configurationHash);
}

async function refuseForeign(
  client: KongAdminClient,
  { gatewayId, signal }: DeclarativeInput,
): Promise<void> {
  await Promise.all(
    entityKinds.map(async (kind) => {
      const foreign = (await client.list(kind, { signal })).find((entity) => !isOwned(entity, gatewayId));
      if (!foreign) return;
      const name = entityName(kind, foreign);
      throw new KongAdminError(
        'conflict',
        `The gateway holds ${kind} ${name}, which is not ours, and a DB-less configuration replaces everything; start the gateway without it.`,
        { entity: { kind, id: foreign.id, name } },
      );
    }),
  );
}

/** Kong 3.9.3 leaves invalid references out of its flattened errors; without flattening it names them. */
async function withFields(
  client: KongAdminClient,
  declarative: Declarative,
  error: KongAdminError,
  signal?: AbortSignal,
): Promise<KongAdminError> {
  if (Object.keys(error.fields ?? {}).length > 0) return error;
  try {
    await client.postConfig(declarative, { flatten: false, signal });
    return error;
  } catch (again) {
    return again instanceof KongAdminError && again.kind === 'refused' ? again : error;
  }
}
