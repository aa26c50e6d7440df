/** Places that a request goes through: what most policies can be attached to. */
export const places = ['gateway', 'project', 'api', 'operation'] as const;

/** Also single callers: for plugins that Kong configures for a consumer and runs after authentication, without code. */
export const placesAndCallers = [...places, 'plan', 'application'] as const;
