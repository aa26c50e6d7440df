import { createHash } from 'node:crypto';
import { decodeBase64 } from '../exchange/base64.ts';
import { isSecret } from '../schema/entities/oauth2.ts';
import type { Json } from '../schema/field.ts';
import type { Stored } from '../store/table.ts';
import { needsPkce } from './oauth2-authorize.ts';
import {
  clientOf,
  endpointExit,
  httpsProblem,
  invalidClient,
  issued,
  issueTokens,
  problem,
  scopeOf,
  serviceOf,
  statusOf,
  type Answer,
  type Endpoint,
} from './oauth2-endpoint.ts';

interface Presented {
  id: Json | undefined;
  secret: Json | undefined;
  isInHeader: boolean;
}

const idOf = (value: Json | undefined): string | undefined =>
  (value as { id: string } | null | undefined)?.id;

/** The client's id and secret: of the parameters, else of Basic authentication. */
function presented({ exchange, config, parameters }: Endpoint): Presented {
  const id = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  if (id !== undefined && secret !== undefined) return { id, secret, isInHeader: false };
  const header = exchange.upstream.headers.get(config.auth_header_name ?? 'authorization');
  if (header === undefined) return { id, secret: undefined, isInHeader: false };
  const encoded = /[Bb]asic\s*(.+)/.exec(header)?.[1];
  const decoded = encoded === undefined ? undefined : decodeBase64(encoded)?.toString('utf8');
  const [name, password] = decoded?.split(':') ?? [];
  return { id: name, secret: password, isInHeader: true };
}

/** Whether a confidential client knows its secret, and a public one shows none. */
function clientProblem(client: Stored, secret: Json | undefined): Answer | undefined {
  if (client.client_type === 'public')
    return typeof secret === 'string' && secret.trim() !== ''
      ? problem('invalid_request', 'client_secret is disallowed for public clients')
      : undefined;
  const known = String(client.client_secret);
  const isRight =
    client.hash_secret === true ? typeof secret === 'string' && isSecret(secret, known) : secret === known;
  return isRight ? undefined : invalidClient;
}

/** What is wrong with the proof of RFC 7636. */
function verifierProblem({ parameters }: Endpoint, code: Stored): Answer | undefined {
  const verifier = parameters.get('code_verifier');
  const wrong = (text: string): Answer => problem('invalid_request', `code_verifier ${text}`);
  if (verifier === undefined) return wrong('is required for PKCE authorization requests');
  if (typeof verifier !== 'string') return wrong('is not a string');
  if (verifier.length < 43 || verifier.length > 128) return wrong('must be between 43 and 128 characters');
  return createHash('sha256').update(verifier).digest('base64url') === code.challenge
    ? undefined
    : problem('invalid_grant', 'Invalid code');
}

function exchangeCode(endpoint: Endpoint, client: Stored): Answer {
  const { gateway, parameters, config, plugin } = endpoint;
  const table = gateway.store.table('oauth2_authorization_codes');
  const code = issued(table, 'code', parameters.get('code'));
  const invalid = problem('invalid_request', 'Invalid code');
  const serviceId = config.global_credentials ? null : serviceOf(endpoint);
  if (!code || (serviceId !== null && idOf(code.service) !== serviceId)) return invalid;
  if (idOf(code.credential) !== client.id) return invalid;
  if (code.challenge_method !== null || needsPkce(endpoint, client)) {
    const wrong = verifierProblem(endpoint, code);
    if (wrong) return wrong;
  }
  if (config.global_credentials && idOf(code.plugin) !== plugin.id) return invalid;
  const answer = issueTokens(endpoint, client, {
    userId: code.authenticated_userid ?? null,
    scope: code.scope ?? null,
    withRefreshToken: true,
  });
  gateway.store.delete('oauth2_authorization_codes', code.id);
  return answer;
}

function refresh(endpoint: Endpoint, client: Stored): Answer {
  const { gateway, parameters, config } = endpoint;
  const former = issued(
    gateway.store.table('oauth2_tokens'),
    'refresh_token',
    parameters.get('refresh_token'),
  );
  const serviceId = serviceOf(endpoint);
  if (!former || (serviceId !== null && idOf(former.service) !== serviceId))
    return problem('invalid_request', 'Invalid refresh_token');
  if (idOf(former.credential) !== client.id) return invalidClient;
  const scopes = typeof former.scope === 'string' ? former.scope.split(' ') : [];
  if (scopes.some((scope) => !config.scopes?.includes(scope)))
    return problem('invalid_scope', 'Scope mismatch');
  const answer = issueTokens(endpoint, client, {
    userId: former.authenticated_userid ?? null,
    scope: former.scope ?? null,
    withRefreshToken: true,
    former,
  });
  if (!config.reuse_refresh_token) gateway.store.delete('oauth2_tokens', former.id);
  return answer;
}

/** Tokens for the client itself, or for the user whom somebody with the provision key names. */
function grantDirectly(endpoint: Endpoint, client: Stored | undefined, isForUser: boolean): Answer {
  const { parameters, config } = endpoint;
  const userId = parameters.text('authenticated_userid');
  const isNamed = parameters.get('authenticated_userid') !== undefined;
  if ((isForUser || isNamed) && config.provision_key !== parameters.get('provision_key'))
    return problem('invalid_provision_key', 'Invalid provision_key');
  if (isForUser && (userId === undefined || userId.trim() === ''))
    return problem('invalid_authenticated_userid', 'Missing authenticated_userid parameter');
  if (!client) return invalidClient;
  const asked = scopeOf(endpoint);
  if ('wrong' in asked) return asked.wrong;
  return issueTokens(endpoint, client, {
    userId: userId ?? null,
    scope: asked.scope,
    withRefreshToken: isForUser,
  });
}

const grants: Record<string, (endpoint: Endpoint, client: Stored | undefined) => Answer> = {
  authorization_code: (endpoint, client) => (client ? exchangeCode(endpoint, client) : invalidClient),
  refresh_token: (endpoint, client) => (client ? refresh(endpoint, client) : invalidClient),
  client_credentials: (endpoint, client) => grantDirectly(endpoint, client, false),
  password: (endpoint, client) => grantDirectly(endpoint, client, true),
};

/** What is asked for, where it is known and allowed. */
function grantOf({ parameters, config }: Endpoint): keyof typeof grants | undefined {
  const type = parameters.text('grant_type') ?? '';
  if (type === 'client_credentials' && !config.enable_client_credentials) return undefined;
  if (type === 'password' && !config.enable_password_grant) return undefined;
  return Object.hasOwn(grants, type) ? type : undefined;
}

/** `/oauth2/token`: exchanges codes, refresh tokens and credentials for tokens. Throws the answer. */
export function issueToken(endpoint: Endpoint): never {
  const { parameters } = endpoint;
  const state = parameters.get('state');
  const refuse = (answer: Answer, status = 400, challenge?: string): never => {
    throw endpointExit(status, { ...answer, state }, challenge);
  };
  const early = httpsProblem(endpoint);
  if (early) refuse(early);
  const grant = grantOf(endpoint);
  let wrong = grant === undefined ? problem('unsupported_grant_type', 'Invalid grant_type') : undefined;
  const { id, secret, isInHeader } = presented(endpoint);
  const client = clientOf(endpoint, id);
  if (grant !== 'client_credentials') {
    const known = client?.redirect_uris as string[] | null | undefined;
    const asked = parameters.get('redirect_uri') ?? known?.[0];
    if (!known) wrong = invalidClient;
    else if (!known.includes(asked as string))
      wrong = problem(
        'invalid_request',
        'Invalid redirect_uri that does not match with any redirect_uri created with the application',
      );
  }
  wrong = (client && clientProblem(client, secret)) ?? wrong;
  if (wrong === invalidClient && isInHeader) refuse(wrong, 401, 'Basic realm="OAuth2.0"');
  if (wrong) refuse(wrong);
  const answer = grants[grant ?? '']?.(endpoint, client) ?? invalidClient;
  throw endpointExit(statusOf(answer), { ...answer, state });
}
