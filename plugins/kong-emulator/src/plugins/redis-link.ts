import { connect } from 'node:net';

/** Where a plugin's Redis is; the time in milliseconds. */
export interface RedisPlace {
  host: string;
  port: number;
  timeout: number;
}

/** How long a finding holds, in milliseconds. */
const holdsMs = 1000;

/** Tells whether the Redis of a plugin can be reached. The emulator counts by itself even so, but fails as Kong does where it cannot. */
export function redisLink({ host, port, timeout }: RedisPlace): () => Promise<boolean> {
  let found: { answer: Promise<boolean>; until: number } | undefined;
  return () => {
    const now = performance.now();
    if (!found || found.until < now) {
      const answer = new Promise<boolean>((resolve) => {
        const socket = connect({ host, port });
        const finish = (isThere: boolean): void => {
          socket.destroy();
          resolve(isThere);
        };
        socket.setTimeout(timeout, () => finish(false));
        socket.once('connect', () => finish(true));
        socket.once('error', () => finish(false));
      });
      found = { answer, until: now + holdsMs };
    }
    return found.answer;
  };
}
