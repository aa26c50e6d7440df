import { createRegistry, type PolicyRegistry } from '@apim/sdk';
import { apiKey } from './api-key.ts';
import { botDetection } from './bot-detection.ts';
import { correlationId } from './correlation-id.ts';
import { cors } from './cors.ts';
import { deprecation } from './deprecation.ts';
import { fieldMasking } from './field-masking.ts';
import { headerInjection } from './header-injection.ts';
import { ipFilter } from './ip-filter.ts';
import { maintenance } from './maintenance.ts';
import { rateLimit } from './rate-limit.ts';
import { requestSizeLimit } from './request-size-limit.ts';
import { responseHeaders } from './response-headers.ts';
import { securityHeaders } from './security-headers.ts';

/** The built-in policies. */
export const registry: PolicyRegistry = createRegistry([
  apiKey,
  botDetection,
  correlationId,
  cors,
  deprecation,
  fieldMasking,
  headerInjection,
  ipFilter,
  maintenance,
  rateLimit,
  requestSizeLimit,
  responseHeaders,
  securityHeaders,
]);
