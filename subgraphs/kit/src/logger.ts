import { pino, type DestinationStream, type Logger } from 'pino';

/** Names under which secrets travel; their values never reach a log. */
const secretNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-apim-actor',
  'x-apim-key-digest',
  'password',
  'secret',
  'token',
  'key',
  'clientSecret',
];
const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/** A JSON logger for one part; line breaks in values are escaped by JSON, so no value forges a line. */
export function createLogger(
  name: string,
  level = 'info',
  destination: DestinationStream = pino.destination(1),
): Logger {
  return pino({ name, level, redact: { paths, censor: '[redacted]' }, base: { name } }, destination);
}

export type { DestinationStream, Logger };
