import type { Command } from 'commander';
import { RefusedError } from '../client/errors.ts';
import { print, progress, table, type OutputOptions } from '../client/output.ts';
import { resolveProject } from '../client/resolve.ts';
import { checkPackage } from '../policy/check.ts';
import { initPolicy } from '../policy/init.ts';
import { readPackage } from '../policy/package.ts';
import { runTests } from '../policy/run-tests.ts';
import { connect } from './connect.ts';

type ProjectOptions = OutputOptions & { project?: string };

/** `apim policy …`: policies that a project writes itself. */
export function addPolicy(program: Command): void {
  const policy = program.command('policy').description('write, check, test and publish policies of your own');
  const folder = ['[folder]', 'folder of the policy', '.'] as const;
  policy
    .command('init')
    .description('write a policy with a test into a new folder')
    .argument('<name>', 'name of the policy, or a path that ends with it; kebab-case')
    .option('--json', 'print JSON')
    .action(init);
  policy
    .command('check')
    .description('tell what is wrong with a policy: types, dialect, settings, examples; needs no platform')
    .argument(...folder)
    .option('--json', 'print JSON')
    .action(check);
  policy
    .command('test')
    .description(
      'run the tests of a policy, in Node and on a gateway: the emulator, or KONG_ADMIN_URL and KONG_PROXY_URL',
    )
    .argument(...folder)
    .action(test);
  policy
    .command('publish')
    .description('upload a policy to a project; what is published never changes')
    .argument(...folder)
    .option('--project <slug>', 'project; the only one when not said')
    .option('--draft', 'keep it as a draft, which can be replaced and not be attached')
    .option('--json', 'print JSON')
    .action(publish);
  policy
    .command('list')
    .description('list the policies of a project and their versions')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--json', 'print JSON')
    .action(list);
  policy
    .command('deprecate')
    .description('warn whoever has a version attached')
    .argument('<policy>', 'name of the policy')
    .argument('<version>', 'such as 1.0.0')
    .requiredOption('--instead <text>', 'what to do instead, such as "use 2.0.0"')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--json', 'print JSON')
    .action(deprecate);
}

async function init(path: string, options: OutputOptions): Promise<void> {
  const written = await initPolicy(path);
  const { folder, name, files } = written;
  print(written, options, () =>
    [
      `Wrote ${name} to ${folder}: ${files.join(', ')}`,
      `Next: apim policy check ${path} && apim policy test ${path} && apim policy publish ${path}`,
    ].join('\n'),
  );
}

async function check(path: string, options: OutputOptions): Promise<void> {
  progress('· types, dialect, examples …');
  const checked = await checkPackage(await readPackage(path));
  if (options.json) print(checked, options, () => '');
  if (!checked.ok) {
    throw new RefusedError(
      checked.problems.map(({ file, line, column, message, remedy }) => ({
        code: 'POLICY_SOURCE_INVALID',
        message: `${file}:${line}:${column} ${message}`,
        remedy,
      })),
    );
  }
  if (options.json) return;
  const { name, version, scopes, handlers, kong, configurationSchema } = checked.manifest;
  const settings = Object.entries(configurationSchema.properties);
  print(checked, options, () =>
    [
      `✓ ${name} ${version}: for ${scopes.join(', ')}; uses ${[...handlers, ...kong.plugins].join(', ')}`,
      settings.length === 0
        ? 'It has no settings.'
        : table(
            ['setting', 'meaning'],
            settings.map(([key, { description }]) => [key, description]),
          ),
    ].join('\n'),
  );
}

async function test(path: string): Promise<void> {
  const { folder } = await readPackage(path);
  if (await runTests(folder)) return;
  throw new RefusedError([{ code: 'POLICY_FAILED', message: 'A test of the policy failed.' }]);
}

async function publish(path: string, options: ProjectOptions & { draft?: boolean }): Promise<void> {
  const { source, manifest } = await readPackage(path);
  const ask = await connect();
  const project = await resolveProject(ask, options.project);
  const { publishPolicy } = await ask<{ publishPolicy: { version: string; state: string } }>(
    'mutation ($input: PublishPolicyInput!) { publishPolicy(input: $input) { version state publishedAt } }',
    { input: { projectId: project.id, source, manifest, draft: options.draft ?? false } },
  );
  print(publishPolicy, options, () =>
    options.draft
      ? `Kept ${manifest.name} ${manifest.version} as a draft of project ${project.slug}`
      : `Published ${manifest.name} ${manifest.version} to project ${project.slug}; attach it with apim attach ${manifest.name} --api <api>`,
  );
}

interface ListedPolicy {
  name: string;
  summary: string;
  projectId: string | null;
  versions: { version: string; state: string; instead: string | null }[];
}

async function list(options: ProjectOptions): Promise<void> {
  const ask = await connect();
  const project = await resolveProject(ask, options.project);
  const { policies } = await ask<{ policies: ListedPolicy[] }>(
    'query ($projectId: ID!) { policies(projectId: $projectId) { name summary projectId versions { version state instead publishedAt } } }',
    { projectId: project.id },
  );
  const own = policies.filter(({ projectId }) => projectId !== null);
  print(own, options, () =>
    table(
      ['policy', 'version', 'state', 'what it does'],
      own.flatMap(({ name, versions, summary }) =>
        versions.map(({ version, state, instead }) => [
          name,
          version,
          state.toLowerCase(),
          instead ? `deprecated: ${instead}` : summary,
        ]),
      ),
    ),
  );
}

async function deprecate(
  name: string,
  version: string,
  options: ProjectOptions & { instead: string },
): Promise<void> {
  const ask = await connect();
  const project = await resolveProject(ask, options.project);
  const { deprecatePolicyVersion } = await ask<{ deprecatePolicyVersion: unknown }>(
    'mutation ($input: DeprecatePolicyVersionInput!) { deprecatePolicyVersion(input: $input) { version state instead } }',
    { input: { projectId: project.id, name, version, instead: options.instead } },
  );
  print(
    deprecatePolicyVersion,
    options,
    () => `Deprecated ${name} ${version}; its attachments hold on, with a warning`,
  );
}
