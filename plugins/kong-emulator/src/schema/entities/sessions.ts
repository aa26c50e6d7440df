import type { EntitySchema } from '../field.ts';
import { id, time } from '../typedefs.ts';

/** What session keeps on the gateway's side where it is told to; encrypted. */
export const sessions: EntitySchema = {
  name: 'sessions',
  endpointKey: 'session_id',
  ttl: true,
  fields: [
    { id },
    { session_id: { type: 'string', unique: true, required: true } },
    { expires: { type: 'integer' } },
    { data: { type: 'string' } },
    { created_at: time },
  ],
  entity_checks: [],
};
