import { createRegistry, withHandlerCode, type PolicyRegistry } from '@apim/sdk';
import { accessList } from './access-list.ts';
import { apiKey } from './api-key.ts';
import { basicAuth } from './basic-auth.ts';
import { botDetection } from './bot-detection.ts';
import { canary } from './canary.ts';
import { correlationId } from './correlation-id.ts';
import { cors } from './cors.ts';
import { deprecation } from './deprecation.ts';
import { errorFormat } from './error-format.ts';
import { fieldMasking } from './field-masking.ts';
import { geoFilter } from './geo-filter.ts';
import { handlerCode } from './handler-code.gen.ts';
import { headerInjection } from './header-injection.ts';
import { hmacAuth } from './hmac-auth.ts';
import { ipFilter } from './ip-filter.ts';
import { jwt } from './jwt.ts';
import { logFile } from './log-file.ts';
import { logHttp } from './log-http.ts';
import { logTcp } from './log-tcp.ts';
import { logUdp } from './log-udp.ts';
import { maintenance } from './maintenance.ts';
import { mtlsHeader } from './mtls-header.ts';
import { oauth2ClientCredentials } from './oauth2-client-credentials.ts';
import { mock } from './mock.ts';
import { openTelemetry } from './opentelemetry.ts';
import { pathRewrite } from './path-rewrite.ts';
import { prometheus } from './prometheus.ts';
import { quota } from './quota.ts';
import { rateLimit } from './rate-limit.ts';
import { requestSizeLimit } from './request-size-limit.ts';
import { requestTransformation } from './request-transformation.ts';
import { requestValidation } from './request-validation.ts';
import { responseCache } from './response-cache.ts';
import { responseHeaders } from './response-headers.ts';
import { responseRateLimit } from './response-rate-limit.ts';
import { responseTransformation } from './response-transformation.ts';
import { routeByHeader } from './route-by-header.ts';
import { securityHeaders } from './security-headers.ts';
import { spikeArrest } from './spike-arrest.ts';
import { upstreamTimeout } from './upstream-timeout.ts';

const policies = [
  accessList,
  apiKey,
  basicAuth,
  botDetection,
  canary,
  correlationId,
  cors,
  deprecation,
  errorFormat,
  fieldMasking,
  geoFilter,
  headerInjection,
  hmacAuth,
  ipFilter,
  jwt,
  logFile,
  logHttp,
  logTcp,
  logUdp,
  maintenance,
  mtlsHeader,
  oauth2ClientCredentials,
  mock,
  openTelemetry,
  pathRewrite,
  prometheus,
  quota,
  rateLimit,
  requestSizeLimit,
  requestTransformation,
  requestValidation,
  responseCache,
  responseHeaders,
  responseRateLimit,
  responseTransformation,
  routeByHeader,
  securityHeaders,
  spikeArrest,
  upstreamTimeout,
];

/** The built-in policies, their handlers as Lua. */
export const registry: PolicyRegistry = createRegistry(
  policies.map((policy) => withHandlerCode(policy, handlerCode[policy.name])),
);
