import { request } from 'undici';
import { RefusedError, UnreachableError, type Refusal } from './errors.ts';
import type { ClientSettings } from './settings.ts';

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: Partial<Refusal> }[];
}

export type Ask = <T>(document: string, variables?: Record<string, unknown>) => Promise<T>;

/** Asks the GraphQL API; throws RefusedError with the platform's codes, or UnreachableError. */
export function createAsk({ url, token }: ClientSettings): Ask {
  return async <T>(document: string, variables: Record<string, unknown> = {}) => {
    const answer = await post<T>(url, token, { query: document, variables });
    if (answer.errors?.length) {
      throw new RefusedError(
        answer.errors.map(({ message, extensions }) => ({ code: 'INTERNAL_ERROR', ...extensions, message })),
      );
    }
    if (!answer.data)
      throw new UnreachableError(`${url}/graphql answered without data: is it the platform's address?`);
    return answer.data;
  };
}

async function post<T>(url: string, token: string, body: unknown): Promise<Answer<T>> {
  try {
    const response = await request(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(body),
      headersTimeout: 120_000,
      bodyTimeout: 120_000,
    });
    return (await response.body.json()) as Answer<T>;
  } catch (error) {
    const reason = (error as { code?: string }).code ?? (error as Error).message;
    throw new UnreachableError(
      `${url} does not answer as the platform (${reason}): start it with npm start, or set APIM_URL.`,
    );
  }
}
