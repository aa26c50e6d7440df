import { createKongAdminClient, type KongAdminClient } from 'kong-admin-client';

const TIMEOUT_MS = 10_000;
const RETRIES = 3;

/** One client for each Admin API, kept while the manager runs. */
export class GatewayConnections {
  readonly #clients = new Map<string, KongAdminClient>();

  to(adminUrl: string): KongAdminClient {
    let client = this.#clients.get(adminUrl);
    if (!client) {
      client = createKongAdminClient({ adminUrl, timeoutMs: TIMEOUT_MS, retries: RETRIES });
      this.#clients.set(adminUrl, client);
    }
    return client;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }
}
