/** A document with the types of its answer and variables, as `documents.gen.ts` holds them. */
export interface TypedDocument<Answer, Variables> {
  __apiType?: (variables: Variables) => Answer;
  toString(): string;
}

/** What the BFF, or the way to it, refused: a sentence for the reader, its code and what to do about it. */
export class GraphqlFailure extends Error {
  readonly statusCode: number;
  readonly data: { code: string; field?: string; remedy?: string };

  constructor(message: string, data: GraphqlFailure['data']) {
    super(message);
    this.data = data;
    this.statusCode = statusByCode[data.code] ?? 500;
  }
}

const statusByCode: Record<string, number> = {
  UNAUTHENTICATED: 401,
  TOKEN_INVALID: 401,
  TOKEN_EXPIRED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  CONFLICT: 409,
  EDIT_CONFLICT: 409,
  LIMIT_EXCEEDED: 429,
  MANAGER_UNAVAILABLE: 503,
};

interface Reply<Answer> {
  data?: Answer | null;
  errors?: { message: string; extensions?: { code?: string; field?: string; remedy?: string } }[];
}

/** Runs a document at the BFF that answers under `origin` ('' in a browser); throws GraphqlFailure. */
export async function askGraphql<Answer, Variables>(
  origin: string,
  headers: Record<string, string>,
  document: TypedDocument<Answer, Variables>,
  variables: Variables,
): Promise<Answer> {
  const reply = await send<Answer>(`${origin}/graphql`, headers, { query: String(document), variables });
  const [error] = reply.errors ?? [];
  if (error) {
    const { code = 'INTERNAL_ERROR', field, remedy } = error.extensions ?? {};
    throw new GraphqlFailure(error.message, { code, field, remedy });
  }
  if (!reply.data) throw unavailable();
  return reply.data;
}

async function send<Answer>(
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<Reply<Answer>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Reply<Answer>;
  } catch {
    throw unavailable();
  }
}

const unavailable = () =>
  new GraphqlFailure('The API platform does not answer.', {
    code: 'MANAGER_UNAVAILABLE',
    remedy: 'Wait a moment and try again.',
  });
