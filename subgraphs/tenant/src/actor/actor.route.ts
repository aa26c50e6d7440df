import { ACTOR_HEADER, createActorVerifier } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import type { FastifyInstance } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { isId } from '../input.ts';
import type { ActorService } from './actor.service.ts';

const BODY_LIMIT_BYTES = 4_096;
const requestBody = z.union([
  z.strictObject({ token: z.string().max(200) }),
  z.strictObject({ userId: z.string().refine(isId) }),
]);

/** `POST /internal/actor`: who a token or user id stands for. Answers requests that the BFF signed, and 401 otherwise. */
export function addActorRoute(app: FastifyInstance, actors: ActorService, trustedKeys: JSONWebKeySet): void {
  // Other managers' keys are trusted for GraphQL, not for asking who a token belongs to.
  const ofBff = { keys: trustedKeys.keys.filter(({ kid }) => kid === 'bff') };
  const verifier = createActorVerifier(ofBff, 'tenant');

  app.post('/internal/actor', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
    const header = request.headers[ACTOR_HEADER];
    const caller = await verifier.verify(typeof header === 'string' ? header : undefined, body);
    if (caller?.id !== 'service:bff') return reply.code(401).send({ code: 'UNAUTHENTICATED' });
    const asked = requestBody.safeParse(parseJson(body.toString()));
    if (!asked.success) return reply.code(401).send({ code: 'TOKEN_INVALID' });
    try {
      return await actors.resolve(asked.data);
    } catch (error) {
      if (error instanceof DomainError) return reply.code(401).send({ code: error.code });
      throw error;
    }
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
