import type { Command } from 'commander';
import { print, type OutputOptions } from '../client/output.ts';
import { resolveApi, resolveProject } from '../client/resolve.ts';
import { connect } from './connect.ts';

/** `apim publish`: an API becomes visible in the developer portal. */
export function addPublish(program: Command): void {
  program
    .command('publish')
    .description('show an API in the developer portal')
    .argument('<api>', 'short name of the API')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--members-only', 'only members of the organisation see it')
    .option('--json', 'print JSON')
    .action(publish);
}

async function publish(
  slug: string,
  options: OutputOptions & { project?: string; membersOnly?: boolean },
): Promise<void> {
  const ask = await connect();
  const api = await resolveApi(ask, await resolveProject(ask, options.project), slug);
  const { publishApi } = await ask<{ publishApi: { slug: string; title: string; visibility: string } }>(
    'mutation ($input: PublishApiInput!) { publishApi(input: $input) { id slug title visibility gatewayUrls { environment url } } }',
    { input: { apiId: api.id, visibility: options.membersOnly ? 'ORGANIZATION' : 'PUBLIC' } },
  );
  print(
    publishApi,
    options,
    () =>
      `Published ${publishApi.title} (${publishApi.visibility.toLowerCase()}): /apis/${publishApi.slug} in the portal`,
  );
}
