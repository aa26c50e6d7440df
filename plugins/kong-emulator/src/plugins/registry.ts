import { acl } from './acl.ts';
import { aiPromptDecorator, aiPromptGuard, aiPromptTemplate } from './ai-prompts.ts';
import { aiProxy } from './ai-proxy.ts';
import { aiRequestTransformer, aiResponseTransformer } from './ai-transformers.ts';
import { awsLambda } from './aws-lambda.ts';
import { azureFunctions } from './azure-functions.ts';
import { basicAuth } from './basic-auth.ts';
import { botDetection } from './bot-detection.ts';
import { correlationId } from './correlation-id.ts';
import { cors } from './cors.ts';
import { datadog } from './datadog.ts';
import { fileLog } from './file-log.ts';
import { postFunction, preFunction } from './function-plugins.ts';
import { grpcGateway } from './grpc-gateway.ts';
import { grpcWeb } from './grpc-web.ts';
import { hmacAuth } from './hmac-auth.ts';
import { httpLog } from './http-log.ts';
import { ipRestriction } from './ip-restriction.ts';
import { jwt } from './jwt.ts';
import { keyAuth } from './key-auth.ts';
import { ldapAuth } from './ldap-auth.ts';
import { loggly } from './loggly.ts';
import { oauth2 } from './oauth2.ts';
import { openTelemetry } from './opentelemetry.ts';
import type { PluginDefinition } from './plugin.ts';
import { prometheus } from './prometheus.ts';
import { proxyCache } from './proxy-cache.ts';
import { rateLimiting } from './rate-limiting.ts';
import { redirect } from './redirect.ts';
import { requestSizeLimiting } from './request-size-limiting.ts';
import { requestTermination } from './request-termination.ts';
import { requestTransformer } from './request-transformer.ts';
import { responseRatelimiting } from './response-ratelimiting.ts';
import { responseTransformer } from './response-transformer.ts';
import { session } from './session.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { statsd } from './statsd.ts';
import { syslog } from './syslog.ts';
import { tcpLog } from './tcp-log.ts';
import { udpLog } from './udp-log.ts';
import { zipkin } from './zipkin.ts';

const definitions: readonly PluginDefinition[] = [
  acl,
  aiPromptDecorator,
  aiPromptGuard,
  aiPromptTemplate,
  aiProxy,
  aiRequestTransformer,
  aiResponseTransformer,
  awsLambda,
  azureFunctions,
  basicAuth,
  botDetection,
  correlationId,
  cors,
  datadog,
  fileLog,
  grpcGateway,
  grpcWeb,
  hmacAuth,
  httpLog,
  ipRestriction,
  jwt,
  keyAuth,
  ldapAuth,
  loggly,
  oauth2,
  openTelemetry,
  postFunction,
  preFunction,
  prometheus,
  proxyCache,
  rateLimiting,
  redirect,
  requestSizeLimiting,
  requestTermination,
  requestTransformer,
  responseRatelimiting,
  responseTransformer,
  session,
  standardWebhooks,
  statsd,
  syslog,
  tcpLog,
  udpLog,
  zipkin,
];

/** Every plugin of the emulator by name. */
export const pluginRegistry: ReadonlyMap<string, PluginDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);
