import type { DestinationStream } from '@apim/kit/logger';
import type { RunningServer } from '@apim/kit/server';
import type { Settings } from './settings.ts';

type Start = (
  source: NodeJS.ProcessEnv,
  options: { logDestination: DestinationStream },
) => Promise<RunningServer>;

const entries: Record<keyof Settings, () => Promise<{ start: Start }>> = {
  tenant: () => import('@apim/tenant/main'),
  gateway: () => import('@apim/gateway/main'),
  policy: () => import('@apim/policy/main'),
  portal: () => import('@apim/portal-manager/main'),
  analytics: () => import('@apim/analytics/main'),
  bff: () => import('@apim/supergraph/main'),
  publicBff: () => import('@apim/supergraph/main'),
};

/** Starts every manager and both BFFs in this process, each on its own port, writing one log. */
export async function startManagers(
  settings: Settings,
  logDestination: DestinationStream,
  onStop: (stop: () => Promise<void>) => void,
): Promise<void> {
  const starting = Object.entries(entries).map(async ([name, load]) => {
    const { start } = await load();
    const server = await start(settings[name as keyof Settings], { logDestination });
    onStop(server.stop);
  });
  const outcomes = await Promise.allSettled(starting);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
}
