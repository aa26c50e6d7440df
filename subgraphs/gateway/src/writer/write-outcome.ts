import type { DomainError } from '@apim/kit/errors';
import type { Logger } from '@apim/kit/logger';
import type { Database } from '../database.ts';
import type { AccessLog } from '../platform/platform-entities.ts';
import type { GatewayConnections } from './gateway-connections.ts';
import type { UnitState } from './units.ts';

/** A gateway as its row has it. */
export interface GatewayRow {
  id: string;
  name: string;
  mode: string;
  adminUrl: string;
  proxyUrl: string;
}

/** What writing needs besides the gateway. */
export interface WriterContext {
  database: Database;
  connections: GatewayConnections;
  accessLog?: AccessLog;
  logger: Logger;
}

/**
 * A unit to write. When Kong refuses it, `restore` goes back to its last good state; `keep` keeps what was revoked revoked, holds the rest
 * back and tries it again later.
 */
export interface UnitWrite extends UnitState {
  onRefusal: 'restore' | 'keep';
}

export interface WriteOutcome {
  /** Writing requests that succeeded. */
  writes: number;
  /** What the proxy answers once all of it is in effect. */
  generation: number;
  /** Units that are not as they were asked to be, by key. */
  failures: Map<string, DomainError>;
  /** Failed units that are back in their last good state, by key; false where that failed too. */
  restored: Map<string, boolean>;
}
