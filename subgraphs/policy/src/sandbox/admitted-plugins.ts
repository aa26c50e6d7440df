/**
 * Plugins that a project's own policy may compile to. Left out: those that hold code, that know callers (their credentials
 * are the platform's), that send data or reach addresses of their own, and that match regular expressions.
 */
export const admittedPlugins = [
  'acl',
  'correlation-id',
  'cors',
  'ip-restriction',
  'proxy-cache',
  'rate-limiting',
  'request-size-limiting',
  'request-termination',
  'request-transformer',
  'response-ratelimiting',
  'response-transformer',
] as const;

export type AdmittedPlugin = (typeof admittedPlugins)[number];
