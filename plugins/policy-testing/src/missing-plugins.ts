import type { Policy } from '@apim/sdk';
import { testGateway } from './gateway.ts';

let available: Promise<ReadonlySet<string>> | undefined;

/** Plugins that a policy declares and the gateway of this process does not have; the emulator has not all of Kong's. */
export async function missingPlugins(policy: Pick<Policy, 'kong'>): Promise<string[]> {
  available ??= availablePlugins();
  const known = await available;
  return policy.kong.plugins.filter((name) => !known.has(name));
}

async function availablePlugins(): Promise<ReadonlySet<string>> {
  const { adminUrl } = await testGateway();
  const response = await fetch(`${adminUrl}/`);
  const { plugins } = (await response.json()) as { plugins: { available_on_server: object } };
  return new Set(Object.keys(plugins.available_on_server));
}
