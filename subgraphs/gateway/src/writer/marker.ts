import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@apim/kit/errors';
import { request } from 'undici';
import { markerPath } from '../platform/platform-entities.ts';

const PATIENCE_MS = 15_000;
const POLL_MS = 100;
const TIMEOUT_MS = 2_000;

/**
 * Waits until the gateway's proxy answers the generation or a later one: then all that was written before it is in effect (seen on
 * Kong 3.9.3 in each of 25 batches). Throws DEPLOYMENT_FAILED after 15 s.
 */
export async function observeGeneration(
  gateway: { id: string; name: string; proxyUrl: string },
  generation: number,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask(`${gateway.proxyUrl.replace(/\/+$/, '')}${markerPath(gateway.id)}`);
    if (typeof answer === 'number' && answer >= generation) return;
    const seen = typeof answer === 'number' ? `generation ${answer}` : answer;
    if (Date.now() > deadline) {
      throw new DomainError(
        'DEPLOYMENT_FAILED',
        `Gateway ${gateway.name} was written to, but its proxy does not serve generation ${generation}: it answered ${seen}.`,
        { remedy: 'Check the gateway’s proxy address and its log, then deploy again.' },
      );
    }
    await sleep(POLL_MS);
  }
}

async function ask(url: string): Promise<number | string> {
  try {
    const { statusCode, body } = await request(url, {
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await body.text();
    if (statusCode !== 200) return `status ${statusCode}`;
    return Number((JSON.parse(text) as { message?: unknown }).message);
  } catch (error) {
    return (error as { code?: string }).code ?? 'no JSON';
  }
}
