import type { Field, Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import type { PluginSchema } from '../schema/plugin-schema.ts';

/** A configuration of oauth2. */
export interface OAuth2Config extends Row {
  scopes: string[] | null;
  mandatory_scope: boolean;
  provision_key: string;
  token_expiration: number;
  enable_authorization_code: boolean;
  enable_implicit_grant: boolean;
  enable_client_credentials: boolean;
  enable_password_grant: boolean;
  hide_credentials: boolean;
  accept_http_if_already_terminated: boolean;
  anonymous: string | null;
  global_credentials: boolean;
  auth_header_name: string | null;
  refresh_token_ttl: number;
  reuse_refresh_token: boolean;
  pkce: 'none' | 'lax' | 'strict' | null;
  realm: string | null;
}

const flag: Field = { type: 'boolean', required: true, default: false };
const flows = [
  'enable_authorization_code',
  'enable_implicit_grant',
  'enable_client_credentials',
  'enable_password_grant',
] as const;

/** The schema of oauth2 in Kong 3.9. */
export const oauth2Schema: PluginSchema = {
  consumer: noConsumer,
  protocols: httpProtocols,
  config: [
    { scopes: { type: 'array', elements: { type: 'string' } } },
    { mandatory_scope: flag },
    { provision_key: { type: 'string', required: true, unique: true, auto: true, encrypted: true } },
    { token_expiration: { type: 'number', required: true, default: 7200 } },
    ...flows.map((flow) => ({ [flow]: flag })),
    { hide_credentials: flag },
    { accept_http_if_already_terminated: flag },
    { anonymous: { type: 'string' } },
    { global_credentials: flag },
    { auth_header_name: { type: 'string', default: 'authorization' } },
    { refresh_token_ttl: { type: 'number', required: true, default: 1209600, between: [0, 100000000] } },
    { reuse_refresh_token: flag },
    { pkce: { type: 'string', required: false, default: 'lax', one_of: ['none', 'lax', 'strict'] } },
    { realm: { type: 'string', required: false } },
  ],
  config_checks: [
    {
      conditional: {
        if_field: 'mandatory_scope',
        if_match: { eq: true },
        then_field: 'scopes',
        then_match: { required: true },
      },
    },
  ],
  validate: (value) =>
    flows.some((flow) => (value as Row)[flow] === true)
      ? undefined
      : `at least one of these fields must be true: ${flows.join(', ')}`,
};
