import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { errors, type default as Provider } from 'oidc-provider';
import type { LogInService } from './log-in.service.ts';
import { logInPage, messagePage, pageHeaders } from './pages.ts';

const PATH = '/oidc';
const INTERACTION = `${PATH}/interaction/:uid`;
const FORM_LIMIT_BYTES = 8_192;
const REFUSED = 'The e-mail address or the password is wrong.';

/** Serves the OpenID provider under `/oidc`, with the log-in page under `/oidc/interaction/:uid`. */
export function mountOidc(
  app: FastifyInstance,
  provider: Provider,
  logIns: LogInService,
  clientOrigins: string[],
): void {
  const headers = pageHeaders(clientOrigins);
  const show = (reply: FastifyReply, status: number, html: string) =>
    reply.code(status).headers(headers).send(html);
  const ended = (reply: FastifyReply) =>
    show(reply, 400, messagePage('This sign-in has ended', 'Go back to the application and sign in again.'));

  app.get(INTERACTION, async (request, reply) => {
    if (!(await isUnderWay(provider, request, reply))) return ended(reply);
    return show(reply, 200, logInPage());
  });

  app.post(INTERACTION, { bodyLimit: FORM_LIMIT_BYTES }, async (request, reply) => {
    if (!(await isUnderWay(provider, request, reply))) return ended(reply);
    const form = new URLSearchParams((request.body as Buffer | undefined)?.toString());
    const email = form.get('email') ?? '';
    const password = form.get('password') ?? '';
    const outcome = await logIns.logIn({ email, password, address: addressOf(request) });
    if (outcome.kind === 'limited') {
      const minutes = Math.ceil(outcome.waitSeconds / 60);
      const error = `Too many attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
      reply.header('retry-after', outcome.waitSeconds);
      return show(reply, 429, logInPage({ email, error }));
    }
    if (outcome.kind === 'refused') return show(reply, 401, logInPage({ email, error: REFUSED }));
    const login = { accountId: outcome.userId, remember: false, amr: ['pwd'] };
    const next = await provider.interactionResult(request.raw, reply.raw, { login });
    return reply.headers(headers).redirect(next, 303);
  });

  const handle = provider.callback();
  app.register(async (scope) => {
    // The provider reads bodies itself.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    scope.all(`${PATH}/*`, (request, reply) => {
      reply.hijack();
      enter(request.raw, provider.issuer);
      void handle(request.raw, reply.raw);
    });
  });
}

/** Whether the request's signed cookie belongs to the sign-in that its address names, and that one waits for a log-in. */
async function isUnderWay(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  try {
    const { uid, prompt } = await provider.interactionDetails(request.raw, reply.raw);
    return uid === (request.params as { uid: string }).uid && prompt.name === 'login';
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return false;
    throw error;
  }
}

/** Makes a request look as the issuer's browsers sent it, whatever Host or X-Forwarded headers it came with. */
function enter(raw: IncomingMessage & { originalUrl?: string }, issuer: string): void {
  const { host, protocol } = new URL(issuer);
  raw.headers.host = host;
  raw.headers['x-forwarded-host'] = host;
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  raw.originalUrl = raw.url;
  raw.url = raw.url?.slice(PATH.length);
}

/** The browser's address: the one that the nearest proxy, the BFF, added last. */
function addressOf({ headers, socket }: FastifyRequest): string {
  const forwarded = headers['x-forwarded-for'];
  const last = (Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? '')).split(',').at(-1)?.trim();
  return last || (socket.remoteAddress ?? '');
}
