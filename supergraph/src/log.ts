/** The part of a pino logger that the supergraph writes to. */
export interface Log {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** For callers that give no logger. */
export const silentLog: Log = { error: () => {}, warn: () => {} };
