import type { KongPluginName } from './policy.ts';

/** A phase of a request in the order in which Kong runs them. */
export const phases = ['access', 'header_filter', 'body_filter', 'log'] as const;
export type Phase = (typeof phases)[number];

/** Priorities of the bundled plugins as Kong 3.9.3 reports them at `GET /`; within a phase the higher one runs first. */
export const kongPriority: Readonly<Record<KongPluginName, number>> = {
  'pre-function': 1_000_000,
  'correlation-id': 100_001,
  zipkin: 100_000,
  'bot-detection': 2500,
  cors: 2000,
  session: 1900,
  acme: 1705,
  jwt: 1450,
  oauth2: 1400,
  'key-auth': 1250,
  'ldap-auth': 1200,
  'basic-auth': 1100,
  'hmac-auth': 1030,
  'grpc-gateway': 998,
  'ip-restriction': 990,
  'request-size-limiting': 951,
  acl: 950,
  'rate-limiting': 910,
  'response-ratelimiting': 900,
  'request-transformer': 801,
  'response-transformer': 800,
  redirect: 779,
  'ai-request-transformer': 777,
  'ai-prompt-template': 773,
  'ai-prompt-decorator': 772,
  'ai-prompt-guard': 771,
  'ai-proxy': 770,
  'ai-response-transformer': 768,
  'standard-webhooks': 760,
  'aws-lambda': 750,
  'azure-functions': 749,
  'proxy-cache': 100,
  opentelemetry: 14,
  prometheus: 13,
  'http-log': 12,
  statsd: 11,
  datadog: 10,
  'file-log': 9,
  'udp-log': 8,
  'tcp-log': 7,
  loggly: 6,
  syslog: 4,
  'grpc-web': 3,
  'request-termination': 2,
  'post-function': -1000,
};

const phaseOfPlugin: Partial<Record<KongPluginName, Phase>> = {
  'response-transformer': 'header_filter',
  'http-log': 'log',
  'file-log': 'log',
  'tcp-log': 'log',
  'udp-log': 'log',
  loggly: 'log',
  syslog: 'log',
  statsd: 'log',
  datadog: 'log',
  prometheus: 'log',
};

/** The phase in which a plugin does what it is configured for; function plugins name theirs themselves. */
export function mainPhase(plugin: KongPluginName): Phase {
  return phaseOfPlugin[plugin] ?? 'access';
}

/** Plugins that Kong 3.9.3 configures for no consumer, by their schemas. */
const forAllCallers: ReadonlySet<KongPluginName> = new Set<KongPluginName>([
  'acl',
  'acme',
  'ai-request-transformer',
  'basic-auth',
  'bot-detection',
  'cors',
  'hmac-auth',
  'jwt',
  'key-auth',
  'ldap-auth',
  'oauth2',
  'post-function',
  'pre-function',
  'session',
  'standard-webhooks',
]);

/** Whether a configuration of the plugin can hold for one consumer: it runs after authentication and takes one. */
export function runsForConsumers(plugin: KongPluginName): boolean {
  return !forAllCallers.has(plugin) && kongPriority[plugin] < kongPriority['hmac-auth'];
}
