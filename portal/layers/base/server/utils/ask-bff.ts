import { createError, getHeader, type H3Event } from 'h3';

/** Runs a document at the BFF as the visitor of a request; a refusal becomes the answer's status and words. */
export async function askBff<Answer, Variables>(
  event: H3Event,
  document: TypedDocument<Answer, Variables>,
  variables: Variables,
): Promise<Answer> {
  const cookie = getHeader(event, 'cookie');
  try {
    return await askGraphql(useRuntimeConfig(event).bffUrl, cookie ? { cookie } : {}, document, variables);
  } catch (error) {
    if (!(error instanceof GraphqlFailure)) throw error;
    const { statusCode, message, data } = error;
    throw createError({ statusCode, message, data });
  }
}
