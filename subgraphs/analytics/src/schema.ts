import { buildSubgraph, containerOf } from '@apim/kit/subgraph';
import { LogResolver } from './log/log.resolver.ts';
import { LogService } from './log/log.service.ts';
import type { EventStore } from './store/duckdb-store.ts';
import { ApiStub, ApplicationStub } from './stubs.ts';
import { ApiUsageResolver, ApplicationUsageResolver, UsageResolver } from './usage/usage.resolver.ts';
import { UsageService } from './usage/usage.service.ts';

/** The analytics subgraph over an event store. */
export function buildAnalyticsSchema(store: EventStore) {
  const usage = new UsageService(store);
  return buildSubgraph({
    resolvers: [UsageResolver, ApiUsageResolver, ApplicationUsageResolver, LogResolver],
    orphanedTypes: [ApiStub, ApplicationStub],
    references: { Api: ({ id }) => ({ id }), Application: ({ id }) => ({ id }) },
    container: containerOf(
      new UsageResolver(usage),
      new ApiUsageResolver(usage),
      new ApplicationUsageResolver(usage),
      new LogResolver(new LogService(store)),
    ),
  });
}

/** The subgraph's SDL; nothing is asked of a store. */
export async function printSdl(): Promise<string> {
  return (await buildAnalyticsSchema({} as EventStore)).sdl;
}
