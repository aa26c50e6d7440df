import { randomUUID } from 'node:crypto';
import type { PlacedPlugin } from '@apim/sdk';
import type { AdminApi } from './admin-api.ts';
import { testApi } from './compile.ts';

type CredentialKind = 'key-auth' | 'basic-auth' | 'hmac-auth' | 'jwt' | 'oauth2';

/** Who calls. Without credentials of its own it is known by a key that the test adds to the request. */
export interface TestConsumer {
  readonly username: string;
  readonly customId?: string;
  /** Groups of acl; the group of the test's API when absent. */
  readonly groups?: readonly string[];
  /** Credentials for a policy that authenticates, as the Admin API takes them; the request carries what they need. */
  readonly credentials?: Partial<Readonly<Record<CredentialKind, object>>>;
}

export interface PlacedConsumer {
  readonly id: string;
  /** Header lines that make the request the consumer's. */
  readonly lines: readonly (readonly [string, string])[];
  /** To be placed for a policy that does not authenticate itself. */
  readonly plugin: { readonly name: string; readonly config: object } | undefined;
}

const testHeader = 'x-policy-test-key';
const authenticators = new Set(['basic-auth', 'hmac-auth', 'jwt', 'oauth2', 'ldap-auth', 'session']);

/** Creates the consumer with its credentials and groups. */
export async function placeConsumer(
  admin: AdminApi,
  consumer: TestConsumer,
  plugins: readonly PlacedPlugin[],
): Promise<PlacedConsumer> {
  const { id } = await admin.create('consumers', {
    username: consumer.username,
    ...(consumer.customId !== undefined && { custom_id: consumer.customId }),
  });
  const own = Object.entries(consumer.credentials ?? {});
  for (const [kind, credential] of own) await admin.create(`consumers/${id}/${kind}`, credential, true);
  for (const group of consumer.groups ?? [`api-${testApi.id}`]) {
    await admin.create(`consumers/${id}/acls`, { group }, true);
  }
  if (own.length > 0 || plugins.some(({ name }) => authenticators.has(name))) {
    return { id, lines: [], plugin: undefined };
  }
  const key = randomUUID();
  await admin.create(`consumers/${id}/key-auth`, { key }, true);
  const keyAuth = plugins.find(({ name }) => name === 'key-auth');
  const header = (keyAuth?.config['key_names'] as string[] | undefined)?.[0] ?? testHeader;
  const config = { key_names: [testHeader], hide_credentials: true, key_in_query: false };
  return {
    id,
    lines: [[header, key]],
    plugin: keyAuth ? undefined : { name: 'key-auth', config },
  };
}
