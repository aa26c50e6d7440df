import type { Command } from 'commander';
import { UsageError } from '../client/errors.ts';
import { print, table, type OutputOptions } from '../client/output.ts';
import { resolveProject } from '../client/resolve.ts';
import { connect } from './connect.ts';

interface Policy {
  name: string;
  summary: string;
  configurationSchema: { properties?: Record<string, Setting>; required?: string[] };
  examples: { title: string; configuration: Record<string, unknown> }[];
}

interface Setting {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  description?: string;
}

/** `apim policies`: what can be attached, and the settings of each. */
export function addPolicies(program: Command): void {
  program
    .command('policies')
    .description('list the policies, or show the settings of one')
    .argument('[policy]', 'name of a policy, such as rate-limit')
    .option('--project <slug>', 'project whose own policies are listed, too')
    .option('--json', 'print JSON')
    .action(policies);
}

async function policies(
  name: string | undefined,
  options: OutputOptions & { project?: string },
): Promise<void> {
  const ask = await connect();
  const { policies: all } = await ask<{ policies: Policy[] }>(
    'query ($projectId: ID) { policies(projectId: $projectId) { name version title summary direction scopes configurationSchema examples { title configuration } } }',
    { projectId: options.project && (await resolveProject(ask, options.project)).id },
  );
  if (name === undefined) {
    print(all, options, () =>
      table(
        ['policy', 'what it does'],
        all.map((policy) => [policy.name, policy.summary]),
      ),
    );
    return;
  }
  const policy = all.find((candidate) => candidate.name === name);
  if (!policy)
    throw new UsageError(`There is no policy ${name}; there are ${all.map((one) => one.name).join(', ')}.`);
  print(policy, options, () => describe(policy));
}

function describe({ name, summary, configurationSchema, examples }: Policy): string {
  const { properties = {}, required = [] } = configurationSchema;
  const settings = Object.entries(properties).map(([key, setting]) => [
    key,
    setting.enum?.join(' | ') ?? setting.type ?? 'any',
    required.includes(key)
      ? 'required'
      : setting.default === undefined
        ? ''
        : JSON.stringify(setting.default),
    setting.description ?? '',
  ]);
  const samples = examples.map(
    ({ title, configuration }) => `# ${title}\napim attach ${name} --api <api> ${settingsOf(configuration)}`,
  );
  return [
    `${name}: ${summary}`,
    settings.length === 0
      ? 'It has no settings.'
      : table(['setting', 'type', 'default', 'meaning'], settings),
    ...samples.map((sample) => sample.trimEnd()),
  ].join('\n\n');
}

/** A configuration as options that a shell reads back unchanged. */
const settingsOf = (configuration: Record<string, unknown>): string =>
  Object.entries(configuration)
    .map(([key, value]) => `--set ${key}=${quote(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join(' ');

const quote = (text: string): string =>
  /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
