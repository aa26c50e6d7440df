import { isBodyless, type Answer } from './exchange.ts';

const withheldBody = '{"message":"The answer was withheld by policy: it could not be read"}';

/** Whether the body is handed to `onResponseBody`, passed on since there is none, or withheld since it cannot be read. */
export function bodyDecision(method: string, { status, headers }: Answer): 'read' | 'pass' | 'withhold' {
  if (method === 'HEAD' || isBodyless(status) || headers.get('Content-Length') === '0') return 'pass';
  const encoding = headers.get('Content-Encoding')?.toLowerCase();
  const isPlain = encoding === undefined || encoding === 'identity';
  return status !== 206 && isPlain && isJson(headers.get('Content-Type') ?? '') ? 'read' : 'withhold';
}

function isJson(contentType: string): boolean {
  const name = /^\s*([^;\s]*)/.exec(contentType.toLowerCase())?.[1] ?? '';
  return name === 'application/json' || name === 'text/json' || /^application\/[\w.+-]+\+json$/.test(name);
}

/** Takes away what tells of a body that will be another one. */
export function forgetBody({ headers }: Answer): void {
  for (const name of ['Content-Length', 'ETag', 'Content-MD5', 'Digest']) headers.remove(name);
}

/** Withholds an answer whose headers are still to be sent: 502 in place of a success. */
export function withhold(answer: Answer): void {
  forgetBody(answer);
  answer.headers.remove('Content-Encoding');
  answer.headers.remove('Content-Range');
  answer.headers.set('Content-Type', 'application/json; charset=utf-8');
  if (answer.status < 400) answer.status = 502;
  withholdBody(answer);
}

/** Withholds a body whose headers were sent. */
export function withholdBody(answer: Answer): void {
  answer.body = Buffer.from(withheldBody);
}
