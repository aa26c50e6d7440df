import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from '@apim/kit/logger';
import type { FastifyInstance } from 'fastify';
import { FullError, type Batcher } from './batcher.ts';
import { readKongLog } from './kong-log.ts';
import type { AccessEvent } from '../event.ts';

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const ENTRIES_LIMIT = 20_000;
const RETRY_AFTER_SECONDS = 1;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * `POST /ingest`: Kong's http-log, one object or an array, with the ingest token as bearer. Answers 202 once the events are
 * stored, 400 with the entry and field at fault and nothing stored, 429 with Retry-After when too much waits.
 */
export function addIngest(app: FastifyInstance, batcher: Batcher, token: string, logger: Logger): void {
  const expected = digest(`Bearer ${token}`);
  app.post('/ingest', {
    bodyLimit: BODY_LIMIT_BYTES,
    onRequest: async (request, reply) => {
      const isAllowed = timingSafeEqual(digest(request.headers.authorization ?? ''), expected);
      if (!isAllowed) return reply.code(401).send({ message: 'Send the ingest token as bearer.' });
    },
    handler: async (request, reply) => {
      const entries = parseEntries(request.body as Buffer);
      if (typeof entries === 'string') return reply.code(400).send({ message: entries });
      const events: AccessEvent[] = [];
      for (const [index, entry] of entries.entries()) {
        const reading = readKongLog(entry);
        if ('problem' in reading)
          return reply.code(400).send({ message: `Entry ${index}: ${reading.problem}` });
        if ('event' in reading) events.push(reading.event);
      }
      try {
        await batcher.add(events);
        return await reply.code(202).send({ accepted: events.length });
      } catch (error) {
        if (!(error instanceof FullError)) throw error;
        logger.warn('the ingest queue is full');
        return reply
          .code(429)
          .header('retry-after', RETRY_AFTER_SECONDS)
          .send({ message: 'Too many events wait to be stored: send them again.' });
      }
    },
  });
}

function parseEntries(body: Buffer | undefined): unknown[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body?.toString() ?? '');
  } catch {
    return 'The body is not JSON: send one log entry or an array of them.';
  }
  const entries = Array.isArray(parsed) ? parsed : [parsed];
  return entries.length > ENTRIES_LIMIT
    ? `${entries.length} entries were sent; send at most ${ENTRIES_LIMIT} at once.`
    : entries;
}
