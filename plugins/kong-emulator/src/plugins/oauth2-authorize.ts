import { decodeBase64 } from '../exchange/base64.ts';
import { parseArguments, writeArguments, type Arguments } from '../exchange/query.ts';
import type { Json } from '../schema/field.ts';
import type { Stored } from '../store/table.ts';
import {
  clientOf,
  endpointExit,
  httpsProblem,
  invalidClient,
  issueTokens,
  keep,
  problem,
  scopeOf,
  serviceOf,
  statusOf,
  type Answer,
  type Endpoint,
} from './oauth2-endpoint.ts';

/** Seconds that a code waits to be exchanged. */
const codeTtl = 300;

/** Whether a client must prove that it is the one that asked for the code. */
export function needsPkce(endpoint: Endpoint, client: Stored): boolean {
  const { pkce } = endpoint.config;
  return client.client_type === 'public' ? pkce !== 'none' : pkce === 'strict';
}

/** The challenge of RFC 7636 in one spelling, or what is wrong with it. */
function challengeOf(endpoint: Endpoint, client: Stored | undefined): { value: string | null } | string {
  const challenge = endpoint.parameters.text('code_challenge');
  const method = endpoint.parameters.text('code_challenge_method');
  if (challenge === undefined) {
    if (method !== undefined) return 'code_challenge is required when code_method is present';
    return client && needsPkce(endpoint, client)
      ? `code_challenge is required for ${String(client.client_type)} clients`
      : { value: null };
  }
  if (method !== undefined && method.toUpperCase() !== 'S256')
    return 'code_challenge_method is not supported, must be S256';
  const bytes = decodeBase64(challenge.replaceAll('-', '+').replaceAll('_', '/'));
  return { value: bytes?.toString('base64url') ?? challenge };
}

/** Where the answer is to be sent: one of the application's own addresses, never another. */
function redirectOf({ parameters }: Endpoint, client: Stored): { uri: string | undefined; wrong: boolean } {
  const known = (client.redirect_uris as string[] | null) ?? [];
  const asked = parameters.get('redirect_uri') ?? known[0];
  return known.includes(asked as string)
    ? { uri: asked as string, wrong: false }
    : { uri: known[0], wrong: true };
}

function withParameters(uri: string, answer: Answer, inFragment: boolean): string {
  const [, base = '', query] = /^([^?#]*)(?:\?([^#]*))?/.exec(uri) ?? [];
  const args: Arguments = parseArguments(inFragment ? '' : query);
  for (const [name, value] of Object.entries(answer)) {
    if (value === undefined || value === null) continue;
    const list = Array.isArray(value) ? value : [value];
    args.set(
      name,
      list.map((item: Json) => (item === true ? true : String(item))),
    );
  }
  const written = writeArguments(args) ?? '';
  if (!inFragment) return `${base}?${written}`;
  return `${base}${query === undefined ? '' : `?${query}`}#${written}`;
}

/** `/oauth2/authorize`: the provider's own page, which knows the provision key, asks on behalf of a user. Throws the answer. */
export function authorize(endpoint: Endpoint): never {
  const { parameters, config, plugin } = endpoint;
  const state = parameters.get('state');
  const userId = parameters.text('authenticated_userid');
  const refuse = (answer: Answer): never => {
    throw endpointExit(400, { ...answer, state });
  };
  const early = httpsProblem(endpoint);
  if (early) refuse(early);
  if (config.provision_key !== parameters.get('provision_key'))
    refuse(problem('invalid_provision_key', 'Invalid provision_key'));
  if (userId === undefined || userId.trim() === '')
    refuse(problem('invalid_authenticated_userid', 'Missing authenticated_userid parameter'));
  const type = parameters.get('response_type');
  const isCode = type === 'code';
  let wrong: Answer | undefined;
  const isAllowed = isCode
    ? config.enable_authorization_code
    : config.enable_implicit_grant && type === 'token';
  if (!isAllowed) wrong = problem('unsupported_response_type', 'Invalid response_type');
  const asked = scopeOf(endpoint);
  if ('wrong' in asked) ({ wrong } = asked);
  const client = clientOf(endpoint, parameters.get('client_id'));
  const known = client && Array.isArray(client.redirect_uris) ? client : undefined;
  const redirect = known && redirectOf(endpoint, known);
  if (!redirect) wrong = invalidClient;
  else if (redirect.wrong)
    wrong = problem(
      'invalid_request',
      'Invalid redirect_uri that does not match with any redirect_uri created with the application',
    );
  const challenge = challengeOf(endpoint, client);
  if (typeof challenge === 'string') wrong = problem('invalid_request', challenge);
  let answer: Answer;
  if (wrong || !client || 'wrong' in asked || typeof challenge === 'string') answer = wrong ?? invalidClient;
  else if (isCode) {
    const serviceId = config.global_credentials ? null : serviceOf(endpoint);
    const code = keep(endpoint, 'oauth2_authorization_codes', {
      service: serviceId === null ? null : { id: serviceId },
      credential: { id: client.id },
      authenticated_userid: userId ?? null,
      scope: asked.scope,
      challenge: challenge.value,
      challenge_method: challenge.value === null ? null : 'S256',
      plugin: { id: plugin.id },
      ttl: codeTtl,
    });
    answer = { code: code.code };
  } else {
    answer = issueTokens(endpoint, client, {
      userId: userId ?? null,
      scope: asked.scope,
      withRefreshToken: false,
    });
  }
  answer = { ...answer, state };
  const status = statusOf(answer);
  if (redirect?.uri === undefined) throw endpointExit(status, answer);
  const location = withParameters(redirect.uri, answer, !isCode && status === 200);
  throw endpointExit(status, { redirect_uri: location });
}
