import { acl } from './acl.ts';
import { basicAuth } from './basic-auth.ts';
import { botDetection } from './bot-detection.ts';
import { correlationId } from './correlation-id.ts';
import { cors } from './cors.ts';
import { postFunction, preFunction } from './function-plugins.ts';
import { hmacAuth } from './hmac-auth.ts';
import { httpLog } from './http-log.ts';
import { ipRestriction } from './ip-restriction.ts';
import { jwt } from './jwt.ts';
import { keyAuth } from './key-auth.ts';
import { ldapAuth } from './ldap-auth.ts';
import { oauth2 } from './oauth2.ts';
import type { PluginDefinition } from './plugin.ts';
import { rateLimiting } from './rate-limiting.ts';
import { redirect } from './redirect.ts';
import { requestSizeLimiting } from './request-size-limiting.ts';
import { requestTermination } from './request-termination.ts';
import { requestTransformer } from './request-transformer.ts';
import { responseRatelimiting } from './response-ratelimiting.ts';
import { responseTransformer } from './response-transformer.ts';
import { session } from './session.ts';
import { standardWebhooks } from './standard-webhooks.ts';

const definitions: readonly PluginDefinition[] = [
  acl,
  basicAuth,
  botDetection,
  correlationId,
  cors,
  hmacAuth,
  httpLog,
  ipRestriction,
  jwt,
  keyAuth,
  ldapAuth,
  oauth2,
  postFunction,
  preFunction,
  rateLimiting,
  redirect,
  requestSizeLimiting,
  requestTermination,
  requestTransformer,
  responseRatelimiting,
  responseTransformer,
  session,
  standardWebhooks,
];

/** Every plugin of the emulator by name. */
export const pluginRegistry: ReadonlyMap<string, PluginDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);
