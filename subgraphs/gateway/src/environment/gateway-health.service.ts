import { KongAdminError } from 'kong-admin-client';
import type { GatewayConnections } from '../writer/gateway-connections.ts';
import { HealthStatus, type Gateway, type GatewayHealth } from './environment.type.ts';

const KEPT_MS = 5_000;
const TIMEOUT_MS = 2_000;

/** Asks Admin APIs how they are; an answer is kept for five seconds, however many ask. */
export class GatewayHealthService {
  readonly #answers = new Map<string, { at: number; health: Promise<GatewayHealth> }>();

  constructor(private readonly connections: GatewayConnections) {}

  of(gateway: Pick<Gateway, 'id' | 'adminUrl'>): Promise<GatewayHealth> {
    const kept = this.#answers.get(gateway.id);
    if (kept && Date.now() - kept.at < KEPT_MS) return kept.health;
    const health = this.#ask(gateway.adminUrl);
    this.#answers.set(gateway.id, { at: Date.now(), health });
    return health;
  }

  async #ask(adminUrl: string): Promise<GatewayHealth> {
    const checkedAt = new Date();
    try {
      const client = this.connections.to(adminUrl);
      const { version } = await client.info({ signal: AbortSignal.timeout(TIMEOUT_MS) });
      return { status: HealthStatus.UP, version, error: null, checkedAt };
    } catch (error) {
      const kind = error instanceof KongAdminError ? error.kind : 'unreachable';
      const isLate = kind === 'aborted';
      const text = `The Admin API is ${isLate ? `silent for ${TIMEOUT_MS / 1000} seconds` : kind}.`;
      return { status: HealthStatus.DOWN, version: null, error: text, checkedAt };
    }
  }
}
