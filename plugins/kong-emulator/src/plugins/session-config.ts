import { anyProtocols, noConsumer } from '../schema/typedefs.ts';
import type { Field, Json, Row } from '../schema/field.ts';
import type { PluginSchema } from '../schema/plugin-schema.ts';

/** A configuration of session; times in seconds, 0 for no limit. */
export interface SessionConfig extends Row {
  /** None: the sessions end with the process. */
  secret: string | null;
  storage: 'cookie' | 'kong';
  audience: string;
  idling_timeout: number;
  rolling_timeout: number;
  absolute_timeout: number;
  stale_ttl: number;
  cookie_name: string;
  cookie_path: string;
  cookie_domain: string | null;
  cookie_same_site: string;
  cookie_http_only: boolean;
  cookie_secure: boolean;
  remember: boolean;
  remember_cookie_name: string;
  remember_rolling_timeout: number;
  remember_absolute_timeout: number;
  response_headers: string[] | null;
  request_headers: string[] | null;
  read_body_for_logout: boolean;
  logout_methods: string[] | null;
  logout_query_arg: string | null;
  logout_post_arg: string | null;
}

const seconds = (fallback: number): Field => ({ type: 'number', default: fallback });
const text = (fallback: string): Field => ({ type: 'string', default: fallback });
const flag = (fallback: boolean): Field => ({ type: 'boolean', default: fallback });
const headers: Field = {
  type: 'set',
  elements: {
    type: 'string',
    one_of: [
      ...['id', 'audience', 'subject', 'timeout'],
      ...['idling-timeout', 'rolling-timeout', 'absolute-timeout'],
    ],
  },
};
const renamed =
  (field: string) =>
  (value: Json): Row => ({ [field]: value });

/** The schema of session in Kong 3.9. */
export const sessionSchema: PluginSchema = {
  consumer: noConsumer,
  protocols: anyProtocols,
  config: [
    {
      secret: {
        type: 'string',
        required: false,
        referenceable: true,
        encrypted: true,
        default: 'qehGjaL4r8mXQRBAN0wvY96jZ5x85Fjd08nRJRfxEGoo',
      },
    },
    { storage: { ...text('cookie'), one_of: ['cookie', 'kong'] } },
    { audience: text('default') },
    { idling_timeout: seconds(900) },
    { rolling_timeout: seconds(3600) },
    { absolute_timeout: seconds(86400) },
    { stale_ttl: seconds(10) },
    { cookie_name: text('session') },
    { cookie_path: text('/') },
    { cookie_domain: { type: 'string' } },
    { cookie_same_site: { ...text('Strict'), one_of: ['Strict', 'Lax', 'None', 'Default'] } },
    { cookie_http_only: flag(true) },
    { cookie_secure: flag(true) },
    { remember: flag(false) },
    { remember_cookie_name: text('remember') },
    { remember_rolling_timeout: seconds(604800) },
    { remember_absolute_timeout: seconds(2592000) },
    { response_headers: headers },
    { request_headers: headers },
    { read_body_for_logout: flag(false) },
    {
      logout_methods: {
        type: 'set',
        elements: { type: 'string', one_of: ['GET', 'POST', 'DELETE'] },
        default: ['POST', 'DELETE'],
      },
    },
    { logout_query_arg: text('session_logout') },
    { logout_post_arg: text('session_logout') },
  ],
  shorthand_fields: [
    { cookie_lifetime: { type: 'number', expand: renamed('rolling_timeout') } },
    { cookie_idletime: { type: 'number', expand: (value) => ({ idling_timeout: value ?? 0 }) } },
    { cookie_renew: { type: 'number', expand: () => ({}) } },
    { cookie_discard: { type: 'number', expand: renamed('stale_ttl') } },
    {
      cookie_samesite: {
        type: 'string',
        expand: (value) => ({ cookie_same_site: value === 'off' ? 'Lax' : value }),
      },
    },
    { cookie_httponly: { type: 'boolean', expand: renamed('cookie_http_only') } },
    { cookie_persistent: { type: 'boolean', expand: renamed('remember') } },
  ],
};
