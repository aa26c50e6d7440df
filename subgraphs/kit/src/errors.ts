import { GraphQLError } from 'graphql';

/** Every error code that a caller can meet: what it means and, where one is generally right, the remedy. */
export const errorCatalogue = {
  UNAUTHENTICATED: {
    meaning: 'No usable sign-in came with the request.',
    remedy: 'Sign in, or send a token.',
  },
  FORBIDDEN: {
    meaning: 'The caller lacks the permission.',
    remedy: 'Ask an administrator for a role that has it.',
  },
  NOT_FOUND: {
    meaning: 'Nothing that the caller may see has this id.',
    remedy: 'Check the id and the organisation.',
  },
  INVALID_INPUT: {
    meaning: 'A field holds a value that is not accepted.',
    remedy: 'Correct the named field.',
  },
  CONFLICT: { meaning: 'Something with this name exists.', remedy: 'Choose another name.' },
  EDIT_CONFLICT: {
    meaning: 'Someone changed it meanwhile.',
    remedy: 'Read it again, then repeat the change.',
  },
  LIMIT_EXCEEDED: { meaning: 'A limit of the platform is exceeded.', remedy: 'Ask for less at once.' },
  DOCUMENT_TOO_LARGE: { meaning: 'The document exceeds the size limit.', remedy: 'Split the document.' },
  DOCUMENT_UNREADABLE: { meaning: 'The document is neither JSON nor YAML.', remedy: 'Correct the syntax.' },
  DOCUMENT_NOT_OPENAPI: {
    meaning: 'The document is not OpenAPI or Swagger.',
    remedy: 'Import an OpenAPI document.',
  },
  DOCUMENT_INVALID: {
    meaning: 'The document breaks the OpenAPI specification.',
    remedy: 'Correct the named path.',
  },
  DOCUMENT_ALIAS_BOMB: { meaning: 'YAML aliases expand beyond the limit.', remedy: 'Write the values out.' },
  REFERENCE_REMOTE: { meaning: 'A $ref leaves the document.', remedy: 'Bundle the document into one file.' },
  REFERENCE_CYCLIC: { meaning: 'A $ref leads only to itself.', remedy: 'Point it at a definition.' },
  SERVER_RELATIVE: { meaning: 'The server address is relative.', remedy: 'Give the upstream address.' },
  UPSTREAM_FORBIDDEN: {
    meaning: 'The upstream address is not admitted.',
    remedy: 'Use an address of a service.',
  },
  ROUTE_TAKEN: { meaning: 'Another API claims this path.', remedy: 'Choose another base path.' },
  POLICY_UNKNOWN: { meaning: 'No policy has this name.', remedy: 'List the policies.' },
  POLICY_CONFIGURATION_INVALID: {
    meaning: 'The configuration breaks the policy’s schema.',
    remedy: 'Correct the named field.',
  },
  POLICY_CONFLICT: {
    meaning: 'Two attachments cannot be combined.',
    remedy: 'Detach or change one of them.',
  },
  POLICY_FAILED: {
    meaning: 'A policy’s own code failed, or took more than its time or memory.',
    remedy: 'Correct the policy or detach it.',
  },
  POLICY_DEPRECATED: {
    meaning: 'The attached version of a policy is deprecated.',
    remedy: 'Do what its author says.',
  },
  POLICY_ORDER: {
    meaning: 'Kong runs plugins in another order than was asked for.',
    remedy: 'Change the order, or leave it to Kong.',
  },
  POLICY_SOURCE_INVALID: {
    meaning: 'The file of an own policy is refused.',
    remedy: 'Correct what details.problems names; apim policy check tells the same.',
  },
  GATEWAY_UNREACHABLE: {
    meaning: 'The gateway’s Admin API does not answer.',
    remedy: 'Start the gateway, then deploy again.',
  },
  GATEWAY_REFUSED: { meaning: 'The gateway refused an entity.', remedy: 'Correct what the message names.' },
  DEPLOYMENT_FAILED: { meaning: 'The deployment did not become effective.', remedy: 'Read its conditions.' },
  MANAGER_UNAVAILABLE: { meaning: 'A manager does not answer.', remedy: 'Try again shortly.' },
  TOKEN_INVALID: { meaning: 'The token is unknown or revoked.', remedy: 'Create a new token.' },
  TOKEN_EXPIRED: { meaning: 'The token has ended.', remedy: 'Create a new token.' },
  QUERY_TOO_COMPLEX: { meaning: 'The query exceeds a limit.', remedy: 'Ask for less at once.' },
  INTERNAL_ERROR: { meaning: 'The platform failed.', remedy: 'Report the request id to the operator.' },
} as const satisfies Record<string, { meaning: string; remedy: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

export interface DomainErrorOptions {
  /** Path of the input field at fault, such as `input.slug`. */
  field?: string;
  /** What the caller can do; the catalogue's remedy when absent. */
  remedy?: string;
  /** Further facts that are safe to show. */
  details?: Record<string, unknown>;
}

/** A refusal with a public message; whatever else is thrown is hidden from callers as INTERNAL_ERROR. */
export class DomainError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: DomainErrorOptions = {}) {
    const { field, remedy = errorCatalogue[code].remedy, details } = options;
    super(message, { extensions: { code, remedy, ...(field && { field }), ...(details && { details }) } });
    this.code = code;
    this.name = 'DomainError';
  }
}

/** The one answer for what does not exist and for what belongs to someone else. */
export function notFound(kind: string, id: string, field = 'id'): DomainError {
  return new DomainError('NOT_FOUND', `${kind} ${JSON.stringify(id)} was not found.`, { field });
}
