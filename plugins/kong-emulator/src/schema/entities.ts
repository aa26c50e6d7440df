import type { EntitySchema } from './field.ts';
import { caCertificates, certificates, snis } from './entities/certificates.ts';
import { acls, basicauthCredentials, consumers, keyauthCredentials } from './entities/consumers.ts';
import { hmacauthCredentials, jwtSecrets } from './entities/credentials.ts';
import { oauth2AuthorizationCodes, oauth2Credentials, oauth2Tokens } from './entities/oauth2.ts';
import { plugins } from './entities/plugins.ts';
import { routes } from './entities/routes.ts';
import { services } from './entities/services.ts';
import { sessions } from './entities/sessions.ts';
import { targets, upstreams } from './entities/upstreams.ts';

/** Every entity that the emulator keeps, parents before those that refer to them. */
export const entitySchemas: readonly EntitySchema[] = [
  certificates,
  caCertificates,
  snis,
  services,
  routes,
  consumers,
  upstreams,
  targets,
  keyauthCredentials,
  acls,
  basicauthCredentials,
  hmacauthCredentials,
  jwtSecrets,
  oauth2Credentials,
  plugins,
  oauth2AuthorizationCodes,
  oauth2Tokens,
  sessions,
];

const byName = new Map(entitySchemas.map((schema) => [schema.name, schema]));

/** The schema of a table; undefined for what the emulator does not keep. */
export function entitySchema(name: string): EntitySchema | undefined {
  return byName.get(name);
}
