import { createAsk, type Ask } from '../client/graphql.ts';
import { readClientSettings } from '../client/settings.ts';

/** The GraphQL API with the caller's token. */
export async function connect(): Promise<Ask> {
  return createAsk(await readClientSettings());
}
