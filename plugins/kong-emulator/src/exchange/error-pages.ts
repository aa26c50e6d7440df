import { STATUS_CODES } from 'node:http';

/** Texts that Kong gives to a status without one. */
export const statusMessages: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  411: 'Length required',
  412: 'Precondition failed',
  413: 'Payload too large',
  414: 'URI too long',
  417: 'Expectation failed',
  494: 'Request header or cookie too large',
  500: 'An unexpected error occurred',
  502: 'An invalid response was received from the upstream server',
  503: 'The upstream server is currently unavailable',
  504: 'The upstream server is timing out',
};

const kinds = ['application/json', 'text/html', 'text/plain', 'application/xml'] as const;
type Kind = (typeof kinds)[number];

const pages: Record<Kind, (message: string, requestId: string) => string> = {
  'application/json': (message, id) =>
    `{\n  "message":${JSON.stringify(message)},\n  "request_id":"${id}"\n}`,
  'text/plain': (message, id) => `${message}\nrequest_id: ${id}\n`,
  'text/html': (message, id) =>
    `<!doctype html>\n<html>\n  <head>\n    <meta charset="utf-8">\n    <title>Error</title>\n  </head>\n  <body>\n    <h1>Error</h1>\n    <p>${message}.</p>\n    <p>request_id: ${id}</p>\n  </body>\n</html>\n`,
  'application/xml': (message, id) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<error>\n  <message>${message}</message>\n  <requestid>${id}</requestid>\n</error>\n`,
};

/** The kind of error page that an Accept header prefers; JSON where it names none that Kong has. */
function preferred(accept: string): Kind {
  let best: Kind = 'application/json';
  let quality = 0;
  for (const part of accept.split(',')) {
    const [name = '', ...parameters] = part.trim().split(';');
    const given = parameters
      .map((text) => /^\s*q=([\d.]+)/.exec(text)?.[1])
      .find((text) => text !== undefined);
    const weight = given === undefined ? 1 : Number(given);
    if (weight <= quality) continue;
    const kind = kinds.find((candidate) => candidate === name.trim().toLowerCase());
    best = kind ?? 'application/json';
    quality = weight;
  }
  return best;
}

/** An error in the form that the client accepts; without Accept it is `fallback`. */
export function errorPage(
  message: string,
  requestId: string,
  accept: string | undefined,
  fallback: Kind = 'application/json',
): { type: string; body: string } {
  // What gRPC reads is in the status alone.
  if (accept !== undefined && /(^|,)\s*application\/grpc\s*($|[,;])/i.test(accept))
    return { type: '', body: '' };
  const kind = accept === undefined ? fallback : preferred(accept);
  return { type: `${kind}; charset=utf-8`, body: pages[kind](message, requestId) };
}

/** The page that nginx itself gives to a status without a body. */
export function nginxPage(status: number): { type: string; body: string } {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return {
    type: 'text/html; charset=UTF-8',
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  };
}
