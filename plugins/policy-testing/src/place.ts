import { randomUUID } from 'node:crypto';
import type { PlacedPlugin } from '@apim/sdk';
import { AdminApi } from './admin-api.ts';
import { operationId } from './compile.ts';
import { placeConsumer, type PlacedConsumer, type TestConsumer } from './consumer.ts';
import type { TestGateway } from './gateway.ts';
import { untilInEffect } from './in-effect.ts';

/** Where a test's requests go: their Host, and the consumer's header lines. */
export interface Place {
  readonly consumer: PlacedConsumer | undefined;
  readonly routeName: string;
}

/**
 * Puts plugins on a service and a route of the test's own, found by `host`, runs, and takes everything away again. What was
 * written is in effect when `run` begins.
 */
export async function withPlace<Result>(
  gateway: TestGateway,
  {
    plugins,
    upstreamUrl,
    host,
    consumer,
  }: {
    plugins: readonly PlacedPlugin[];
    upstreamUrl: string;
    host: string;
    consumer: TestConsumer | undefined;
  },
  run: (place: Place) => Promise<Result>,
): Promise<Result> {
  const admin = new AdminApi(gateway.adminUrl);
  const routeName = `policy-test-${randomUUID()}`;
  try {
    const service = {
      id: (await admin.create('services', { name: routeName, url: upstreamUrl, retries: 0 })).id,
    };
    const route = {
      id: (
        await admin.create('routes', {
          name: routeName,
          hosts: [host],
          paths: ['/'],
          strip_path: false,
          tags: [`operation:${operationId}`],
          service,
        })
      ).id,
    };
    const placed = consumer && (await placeConsumer(admin, consumer, plugins));
    if (placed?.plugin) await admin.create('plugins', { ...placed.plugin, service }, true);
    for (const { place, name, config } of plugins) {
      await admin.create('plugins', { name, config, ...(place === 'route' ? { route } : { service }) }, true);
    }
    if (gateway.kind === 'kong') await untilInEffect(admin, gateway.proxyUrl);
    return await run({ consumer: placed, routeName });
  } finally {
    await admin.removeAll();
  }
}
