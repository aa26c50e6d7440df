import { createError, getHeader, type H3Event } from 'h3';
import { forwardToBff } from '../../utils/forward-to-bff';

/** A browser that follows a link or sends a form is shown a page: the start page once something is done, words when it is refused. */
async function asPage({ node }: H3Event, response: Response): Promise<void> {
  if (response.status === 204) {
    node.res.statusCode = 303;
    node.res.setHeader('location', '/');
    return;
  }
  if (response.status < 400) return;
  const body = (await response.json().catch(() => ({}))) as {
    message?: string;
    code?: string;
    remedy?: string;
  };
  const { message = 'The sign-in did not succeed.', code, remedy } = body;
  throw createError({ statusCode: response.status, message, data: { code, remedy } });
}

export default defineEventHandler((event) =>
  forwardToBff(event, getHeader(event, 'accept')?.includes('text/html') ? asPage : undefined),
);
