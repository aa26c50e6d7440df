import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { AdminApi } from './admin-api.ts';
import { send } from './client.ts';

const limitMs = 30_000;
const stepMs = 50;
/** Each worker of a node learns of a change by itself, and a connection may reach any of them. */
const wanted = 8;

/**
 * Waits until what was written is in effect: Kong takes changes over in order, so that a marker route written last, once it
 * answers, tells it of all (Kong 3.9 in database mode, after up to 5 s).
 */
export async function untilInEffect(admin: AdminApi, proxyUrl: string): Promise<void> {
  const path = `/policy-test-${randomUUID()}`;
  const route = await admin.create('routes', { paths: [path] });
  await admin.create(
    'plugins',
    { name: 'request-termination', config: { status_code: 299 }, route: { id: route.id } },
    true,
  );
  const end = Date.now() + limitMs;
  for (let seen = 0; seen < wanted;) {
    const { status } = await send(proxyUrl, { path, headers: { Connection: 'close' } }, [
      ['Host', 'localhost'],
    ]);
    seen = status === 299 ? seen + 1 : 0;
    if (seen > 0) continue;
    if (Date.now() > end) {
      throw new Error(
        `a change did not reach ${proxyUrl} within ${limitMs / 1000} s; is it the proxy of the Kong behind KONG_ADMIN_URL?`,
      );
    }
    await setTimeout(stepMs);
  }
}
